import fc from 'fast-check';
import { fact } from '@rapport/fold/given';
import type { Fact } from '@rapport/events';
import { compiled } from './given';

const HALF_DAY_MS = 12 * 3_600_000;
const partOf = (stretch: string, zone: string) =>
  compiled({ events: {}, by: [{ [stretch]: zone }], measures: { n: 'count' } }).grouping.parts[0]!;

describe('a stretch of time before another one', () => {
  it('is the one that is met after so many others, going back', () => {
    const cases = fc.record({
      stretch: fc.constantFrom('day', 'week', 'month', 'year'),
      zone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Shanghai', 'America/St_Johns'),
      minute: fc.nat(4 * 366 * 1_440),
      count: fc.nat(3),
    });
    fc.assert(
      fc.property(cases, ({ stretch, zone, minute, count }) => {
        const { of, before } = partOf(stretch, zone);
        const moment = Date.UTC(2023, 0, 1) + minute * 60_000;
        const nameAt = (at: number) => of({ fact: fact('PurchaseMade', {}, { occurredAt: new Date(at).toISOString() }) as Fact, line: null }); // prettier-ignore
        const met: unknown[] = [nameAt(moment)];
        for (let at = moment; met.length <= count; at -= HALF_DAY_MS) if (nameAt(at) !== met.at(-1)) met.push(nameAt(at)); // prettier-ignore
        expect(before!(new Date(moment).toISOString(), count)).toBe(met[count]);
        expect(before!(`${String(before!(new Date(moment).toISOString(), -1)).padEnd(10, '-01').slice(0, 10)}T12:00:00.000Z`, 1)).toBe(met[0]); // prettier-ignore
      }),
      { numRuns: 40 },
    );
  });

  it('is never before the year 0', () => {
    expect(partOf('year', 'UTC').before!('2026-01-01T00:00:00.000Z', 3_660)).toBe('0000');
    expect(partOf('month', 'UTC').before!('2026-01-01T00:00:00.000Z', 1)).toBe('2025-12');
  });
});
