import { isoTime, epochTime, timePattern } from './time-format';

const read = (pattern: string, text: string): string | null => {
  const time = timePattern(pattern, 1970)(text);
  return time && new Date(time.ms).toISOString();
};

describe('a pattern of time', () => {
  it.each([
    ['M/d/yyyy', '1/20/2019', '2019-01-20T00:00:00.000Z'],
    ['yyMMdd H:mm:ss', '990101 0:34:12', '1999-01-01T00:34:12.000Z'],
    ['MM/dd/yyyy hh:mm:ss a', '01/01/2015 12:25:23 AM', '2015-01-01T00:25:23.000Z'],
    ['MM/dd/yyyy hh:mm:ss a', '01/02/2015 12:17:43 PM', '2015-01-02T12:17:43.000Z'],
    ['d MMM yyyy', '7 Feb 2024', '2024-02-07T00:00:00.000Z'],
    ["yyyy-MM-dd'T'HH:mm:ss.SSSZZ", '2026-11-20T17:04:05.5+01:00', '2026-11-20T16:04:05.500Z'],
    ['dd.MM.yyyy HH:mm', '29.02.2024 23:59', '2024-02-29T23:59:00.000Z'],
  ])('%s reads %s', (pattern, text, moment) => expect(read(pattern, text)).toBe(moment));

  it.each([
    ['M/d/yyyy', '13/1/2019'],
    ['M/d/yyyy', '2/30/2019'],
    ['M/d/yyyy', '1/20/2019 10:00'],
    ['H:mm', '9:61'],
    ['hh:mm a yyyy', '13:00 PM 2019'],
    ['yyyy-MM-dd', '2019-1-1'],
    ['d MMM yyyy', '7 Foo 2024'],
  ])('%s does not read %s', (pattern, text) => expect(read(pattern, text)).toBeNull());

  it('puts two-digit years into the hundred years from a year on', () => {
    const years = (from: number) => (text: string) => new Date(timePattern('yyMMdd', from)(text)!.ms).getUTCFullYear();
    expect(['690101', '700101', '000101'].map(years(1970))).toEqual([2069, 1970, 2000]);
    expect(['290101', '300101'].map(years(1930))).toEqual([2029, 1930]);
  });

  it('reads ISO 8601 and epochs', () => {
    expect(isoTime('2026-11-20 17:04')).toEqual({ ms: Date.UTC(2026, 10, 20, 17, 4), isMoment: false });
    expect(isoTime('2026-11-20T17:04:05Z')).toEqual({ ms: Date.UTC(2026, 10, 20, 17, 4, 5), isMoment: true });
    expect(isoTime('20.11.2026')).toBeNull();
    expect(epochTime(1_000)('1700000000.5')).toEqual({ ms: 1_700_000_000_500, isMoment: true });
    expect(epochTime(1)('x')).toBeNull();
  });
});
