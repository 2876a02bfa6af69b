import fc from 'fast-check';
import { fact } from '@rapport/fold/given';
import type { Fact } from '@rapport/events';
import { compiled } from './given';

const HALF_DAY_MS = 12 * 3_600_000;
const partOf = (stretch: string, zone: string) =>
  compiled({ events: {}, by: [{ [stretch]: zone }], measures: { n: 'count' } }).grouping.parts[0]!;

describe('a local day', () => {
  it('is that of the minute and second where clocks stood odd minutes from UTC, whatever was asked before', () => {
    const moments = ['1971-05-01T00:44:00.000Z', '1971-05-01T00:44:29.000Z', '1971-05-01T00:44:30.000Z', '1971-05-01T00:44:59.000Z']; // prettier-ignore
    const dayAt = (of: ReturnType<typeof partOf>, occurredAt: string) => of.of({ fact: fact('PurchaseMade', {}, { occurredAt }) as Fact, line: null }); // prettier-ignore
    for (const order of [moments, moments.toReversed()]) {
      const monrovia = partOf('day', 'Africa/Monrovia');
      expect(new Map(order.map((one) => [one, dayAt(monrovia, one)]))).toEqual(
        new Map([[moments[0], '1971-04-30'], [moments[1], '1971-04-30'], [moments[2], '1971-05-01'], [moments[3], '1971-05-01']]), // prettier-ignore
      );
    }
  });
});

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
