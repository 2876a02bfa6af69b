import fc from 'fast-check';
import { localTime } from './local-time';
import { quietUntil } from './quiet-hours';

const NIGHT = { from: '20:00', to: '08:00' };

describe('quiet hours', () => {
  it('end in the morning of where the customer lives', () => {
    expect(quietUntil('2026-11-20T19:00:00.000Z', 'Europe/Berlin', NIGHT)).toBe('2026-11-21T07:00:00.000Z');
    expect(quietUntil('2026-11-20T18:59:59.999Z', 'Europe/Berlin', NIGHT)).toBeNull();
    expect(quietUntil('2026-11-21T06:59:59.999Z', 'Europe/Berlin', NIGHT)).toBe('2026-11-21T07:00:00.000Z');
    expect(quietUntil('2026-11-21T07:00:00.000Z', 'Europe/Berlin', NIGHT)).toBeNull();
  });

  it('may lie within a day, or be none', () => {
    expect(quietUntil('2026-11-20T12:30:00.000Z', 'UTC', { from: '12:00', to: '14:00' })).toBe('2026-11-20T14:00:00.000Z'); // prettier-ignore
    expect(quietUntil('2026-11-20T12:30:00.000Z', 'UTC', { from: '12:00', to: '12:00' })).toBeNull();
  });

  it('end by the clock on the wall also in nights in which it is changed', () => {
    expect(quietUntil('2026-03-28T22:00:00.000Z', 'Europe/Berlin', NIGHT)).toBe('2026-03-29T06:00:00.000Z');
    expect(quietUntil('2026-10-24T22:00:00.000Z', 'Europe/Berlin', NIGHT)).toBe('2026-10-25T07:00:00.000Z');
    // The clock skips from two to three: half past two never comes, and the quiet is over at three.
    expect(quietUntil('2026-03-29T00:30:00.000Z', 'Europe/Berlin', { from: '01:00', to: '02:30' })).toBe('2026-03-29T01:00:00.000Z'); // prettier-ignore
  });

  it('are over at the first minute that is not quiet', () => {
    const time = fc.integer({ min: 0, max: 23 }).map((hour) => `${String(hour).padStart(2, '0')}:30`);
    const at = fc.integer({ min: Date.UTC(2026, 2, 27), max: Date.UTC(2026, 2, 31) });
    fc.assert(
      fc.property(time, time, at, fc.constantFrom('Europe/Berlin', 'Asia/Kathmandu', 'UTC'), (from, to, ms, zone) => {
        const until = quietUntil(new Date(ms).toISOString(), zone, { from, to });
        const isQuiet = (moment: number): boolean => {
          const shown = localTime(moment, zone);
          return from <= to ? shown >= from && shown < to : shown >= from || shown < to;
        };
        if (until === null) return expect(from === to || !isQuiet(ms)).toBe(true);
        expect(isQuiet(Date.parse(until))).toBe(false);
        expect(isQuiet(Date.parse(until) - 60_000)).toBe(true);
        expect(Date.parse(until)).toBeGreaterThan(ms);
      }),
      { numRuns: 50 },
    );
  });
});
