import fc from 'fast-check';
import { localToUtc, offsetIn } from './zone';

const local = (text: string): number => Date.parse(`${text}Z`);
const usual = { gap: 'later', overlap: 'earlier' } as const;
const at = (zone: string, text: string, changes: Parameters<typeof localToUtc>[1] = usual): string | null => {
  const ms = localToUtc(zone, changes)(local(text));
  return ms === null ? null : new Date(ms).toISOString();
};

describe('local time', () => {
  it('is read in its zone, summer and winter', () => {
    expect(at('Europe/Berlin', '2026-01-10T12:00')).toBe('2026-01-10T11:00:00.000Z');
    expect(at('Europe/Berlin', '2026-07-10T12:00')).toBe('2026-07-10T10:00:00.000Z');
    expect(at('Asia/Kathmandu', '2026-07-10T12:00')).toBe('2026-07-10T06:15:00.000Z');
  });

  it('that a clock put forward skipped is later, or refused', () => {
    expect(at('America/New_York', '2015-03-08T02:30')).toBe('2015-03-08T07:30:00.000Z');
    expect(at('America/New_York', '2015-03-08T02:30', { ...usual, gap: 'refuse' })).toBeNull();
  });

  it('that a clock put back gave twice is the earlier, the later or refused', () => {
    expect(at('America/New_York', '2015-11-01T01:30')).toBe('2015-11-01T05:30:00.000Z');
    expect(at('America/New_York', '2015-11-01T01:30', { ...usual, overlap: 'later' })).toBe('2015-11-01T06:30:00.000Z');
    expect(at('America/New_York', '2015-11-01T01:30', { ...usual, overlap: 'refuse' })).toBeNull();
  });

  it('is known for half-hour changes and for a day that never was', () => {
    expect(at('Australia/Lord_Howe', '2026-10-04T02:15')).toBe('2026-10-03T15:45:00.000Z');
    expect(at('Pacific/Apia', '2011-12-30T12:00')).toBe('2011-12-30T22:00:00.000Z');
  });

  it.each(['Europe/London', 'America/New_York', 'Asia/Jerusalem', 'Australia/Lord_Howe', 'Africa/Casablanca'])(
    'of %s leads back to the moment that it was read from, unless it came twice',
    (zone) => {
      const toUtc = localToUtc(zone, { gap: 'refuse', overlap: 'refuse' });
      const offset = offsetIn(zone);
      const seconds = fc.integer({ min: Date.UTC(1975, 0) / 1_000, max: Date.UTC(2037, 0) / 1_000 });
      fc.assert(
        fc.property(seconds, (second) => {
          const moment = second * 1_000;
          const back = toUtc(moment + offset(moment));
          expect(back === null || back === moment).toBe(true);
        }),
        { numRuns: 300 },
      );
    },
  );
});
