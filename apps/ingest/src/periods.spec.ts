import fc from 'fast-check';
import { lastDays, SPANS } from './periods';

it('ends weeks on Sunday and months on their last day', () => {
  expect(lastDays('1997-01-01', '1997-01-13', 'week')).toEqual(['1997-01-05', '1997-01-12', '1997-01-19']);
  expect(lastDays('1997-01-05', '1997-01-05', 'week')).toEqual(['1997-01-05']);
  expect(lastDays('2024-01-31', '2024-03-01', 'month')).toEqual(['2024-01-31', '2024-02-29', '2024-03-31']);
  expect(lastDays('2026-02-27', '2026-03-01', 'day')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
  expect(lastDays('2026-02-27', '2026-02-26', 'day')).toEqual([]);
});

it('covers every day once', () => {
  const day = fc
    .date({ min: new Date('1960-01-01'), max: new Date('2060-01-01'), noInvalidDate: true })
    .map((at) => at.toISOString().slice(0, 10));
  fc.assert(
    fc.property(day, fc.integer({ min: 0, max: 400 }), fc.constantFrom(...SPANS), (from, more, span) => {
      const to = new Date(Date.parse(from) + more * 86_400_000).toISOString().slice(0, 10);
      const days = lastDays(from, to, span);
      expect([...new Set(days)].sort()).toEqual(days);
      expect(days[0]! >= from && days.at(-1)! >= to).toBe(true);
      expect(days.slice(0, -1).every((last) => last < to)).toBe(true);
      if (span === 'week') expect(days.every((last) => new Date(last).getUTCDay() === 0)).toBe(true);
    }),
  );
});
