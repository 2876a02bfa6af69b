import fc from 'fast-check';
import { addDays, dayExists, endOfDay } from '@rapport/events';
import { dueDays, GRACE_MS } from './due-days';

const NOTHING = { times: new Map<string, number>(), lastLive: null };
const at = (text: string): Date => new Date(text);

it('closes a day five minutes after its end and not before', () => {
  const begins = '2026-03-28T12:00:00.000Z';
  expect(dueDays(NOTHING, 'Europe/Berlin', begins, at('2026-03-28T23:04:59.999Z'))).toEqual([]);
  expect(dueDays(NOTHING, 'Europe/Berlin', begins, at('2026-03-28T23:05:00.000Z'))).toEqual(['2026-03-28']);
});

it('catches up in order after it was off, and begins where the log begins', () => {
  const closed = { times: new Map([['2026-01-01', 1]]), lastLive: '2026-01-01' };
  expect(dueDays(closed, 'UTC', '2025-12-01T00:00:00.000Z', at('2026-01-04T12:00:00.000Z'))).toEqual([
    ...['2026-01-02', '2026-01-03'],
  ]);
  expect(dueDays(NOTHING, 'UTC', '2026-01-03T10:00:00.000Z', at('2026-01-05T12:00:00.000Z'))).toEqual([
    ...['2026-01-03', '2026-01-04'],
  ]);
  expect(dueDays(NOTHING, 'UTC', null, at('2026-01-05T12:00:00.000Z'))).toEqual([]);
});

it('goes on from its own last day, whatever an import closed, and closes no day twice', () => {
  const times = new Map([['1997-01-05', 1], ['2026-01-03', 1]]); // prettier-ignore
  expect(dueDays({ times, lastLive: null }, 'UTC', '2026-01-02T10:00:00.000Z', at('2026-01-05T12:00:00.000Z'))).toEqual(
    [...['2026-01-02', '2026-01-04']],
  );
});

it('is always the days between, each once and rising, in every zone', () => {
  const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'Pacific/Apia', 'America/St_Johns', 'Africa/Cairo');
  const now = fc.date({ min: at('2011-12-20T00:00:00Z'), max: at('2012-12-20T00:00:00Z'), noInvalidDate: true });
  fc.assert(
    fc.property(zone, now, fc.integer({ min: 0, max: 20 }), (of, when, back) => {
      const begins = new Date(when.getTime() - back * 86_400_000).toISOString();
      const days = dueDays(NOTHING, of, begins, when);
      expect([...days].sort()).toEqual(days);
      for (const day of days) expect(Date.parse(endOfDay(day, of)) + GRACE_MS <= when.getTime()).toBe(true);
      const next = addDays(days.at(-1) ?? begins.slice(0, 10), 1);
      if (days.length > 0 && dayExists(next, of)) {
        expect(Date.parse(endOfDay(next, of)) + GRACE_MS > when.getTime()).toBe(true);
      }
      // Going on from any of them gives the rest.
      const cut = days[Math.floor(days.length / 2)];
      if (cut !== undefined) {
        expect(dueDays({ times: new Map(), lastLive: cut }, of, begins, when)).toEqual(days.filter((day) => day > cut));
      }
    }),
    { numRuns: 60 },
  );
});
