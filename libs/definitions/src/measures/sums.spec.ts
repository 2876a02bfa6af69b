import { compiled } from '../given';
import { fact } from '@rapport/fold/given';
import type { Fact } from '@rapport/events';

const values = (...all: readonly number[]): object => {
  const { grouping } = compiled({
    events: { types: ['DeviceReading'] },
    measures: { n: 'count', sum: { sum: 'value' }, mean: { avg: 'value' }, share: { ratio: { of: 'sum', to: 'n' } } },
  });
  const readings = all.map((value) => fact('DeviceReading', { metric: 'm', value, unit: '1' }) as Fact);
  return grouping.show('[]', readings.reduce((group, one) => grouping.add(group, { fact: one, line: null }), grouping.none)); // prettier-ignore
};

describe('a sum of numbers', () => {
  it('is exact, whatever the numbers', () =>
    expect(values(0.1, 0.2, 1e-7)).toEqual({ n: 3, sum: 0.3000001, mean: 0.1, share: 0.1 }));

  it('is a text where it is more than a number can be, and never nothing', () => {
    const tooLarge = (digit: string): string => digit + '0'.repeat(308);
    expect(values(1e308, 1e308)).toEqual({ n: 2, sum: tooLarge('2'), mean: 1e308, share: 1e308 });
    expect(values(-1e308, -1e308, -1e308)).toMatchObject({ sum: `-${tooLarge('3')}`, mean: -1e308 });
  });
});
