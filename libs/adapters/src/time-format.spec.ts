import { epochTime, excelTime } from './epoch-time';
import { isoTime, timePattern } from './time-format';
import { patternFaults } from './time-pattern-faults';

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
    ['yyyy-MM-dd HH:mm:ss.SSSSSS', '2026-11-20 17:04:05.123456', '2026-11-20T17:04:05.123Z'],
    ['EEE, dd MMM yyyy HH:mm:ss ZZ', 'Tue, 03 Jun 2008 11:05:30 GMT', '2008-06-03T11:05:30.000Z'],
    ['EEEE d MMMM yyyy', 'Sunday 7 September 2025', '2025-09-07T00:00:00.000Z'],
    ['MMMM d, yyyy', 'Sept. 7, 2025', '2025-09-07T00:00:00.000Z'],
    ['yyyy-MM-ddTHH:mm', '2026-11-20T17:04', '2026-11-20T17:04:00.000Z'],
    ['yyyyMMdd HHmmss', '20261120 170405', '2026-11-20T17:04:05.000Z'],
    ['MMM d, yyyy, h:mm:ss a', 'Mar 10, 2024, 2:30:00\u202fAM', '2024-03-10T02:30:00.000Z'],
    ['MMM d yyyy h:mma', 'Mar  9 2024  2:30PM', '2024-03-09T14:30:00.000Z'],
    ['MMM d yyyy  h:mma', 'Mar 10 2024 12:30PM', '2024-03-10T12:30:00.000Z'],
    ["d MMM yyyy 'at' HH:mm", '5 Sept 2023\u00a0at 09:30', '2023-09-05T09:30:00.000Z'],
    ['d/M/yyyy H:m:s', '1/2/2026 3:4:5', '2026-02-01T03:04:05.000Z'],
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
    ['d MMM yyyy', '7 Octo 2024'],
    ['d MMM yyyy', '7Feb2024'],
    ['EEE d MMM yyyy', 'Mon 20 Nov 2026'],
    ['yyyy-MM-dd HH:mmZZ', '2026-11-20 17:04+19:00'],
    ['yyyy-MM-dd HH:mmZZ', '2026-11-20 17:04+01:60'],
  ])('%s does not read %s', (pattern, text) => expect(read(pattern, text)).toBeNull());

  it('puts two-digit years into the hundred years from a year on', () => {
    const years = (from: number) => (text: string) => new Date(timePattern('yyMMdd', from)(text)!.ms).getUTCFullYear();
    expect(['690101', '700101', '000101'].map(years(1970))).toEqual([2069, 1970, 2000]);
    expect(['290101', '300101'].map(years(1930))).toEqual([2029, 1930]);
  });

  it('takes a year of two figures in four as what it is, not as one of 1900 and some', () => {
    expect(read('dd.MM.yyyy', '01.01.0025')).toBe('0025-01-01T00:00:00.000Z');
  });

  it.each([
    ['YYYY-MM-DD', 'has YYYY, which is none of'],
    ["yyyy-MM-dd'T'HH:mm:ssZ", 'has Z, which'],
    ['dd.MM.yyyy HH:MM', 'says the month twice'],
    ['yyyy-mm-dd', 'has days but no month'],
    ['dd/MM/yyyy hh:mm', 'without a'],
    ['dd.MM HH:mm', 'has no year'],
    ['yyyy-MM-dd mm', 'has minutes but no hour'],
  ])('%s is a mistake that would move every event', (pattern, fault) =>
    expect(patternFaults(pattern).join()).toContain(fault),
  );

  it.each(['yyyy-MM', 'yyMMdd H:mm:ss', 'M/d/yyyy h:mm:ss a', "dd.MM.yyyy HH:mm 'Uhr'", 'yyyy-MM-ddTHH:mm:ss.SSSZZ'])(
    '%s is a pattern',
    (pattern) => expect(patternFaults(pattern)).toEqual([]),
  );

  it.each([
    ['2026-W48-1', '2026-11-23'],
    ['2026-W48', '2026-11-23'],
    ['2026W537', '2027-01-03'],
    ['2020-W53-5', '2021-01-01'],
    ['2026-334', '2026-11-30'],
    ['2024-366', '2024-12-31'],
  ])('ISO 8601 has %s, which is %s', (text, day) =>
    expect(new Date(isoTime(text)!.ms).toISOString()).toBe(`${day}T00:00:00.000Z`),
  );

  it.each(['2025-W53-1', '2026-W00', '2026-366', '2026-000', '2026-13-01', '2026-11-20T17:04:05+01:00 Z', '2026-11'])(
    'ISO 8601 has no %s',
    (text) => expect(isoTime(text)).toBeNull(),
  );

  it.each([
    ['2019-10-01 00:00:00 UTC', '2019-10-01T00:00:00.000Z'],
    ['2026-11-20 17:04:05 +0100', '2026-11-20T16:04:05.000Z'],
    ['2026-W47-5T17:04:05,25+01', '2026-11-20T16:04:05.250Z'],
  ])('reads %s as people write ISO 8601', (text, moment) => {
    expect(new Date(isoTime(text)!.ms).toISOString()).toBe(moment);
    expect(isoTime(text)!.isMoment).toBe(true);
  });

  it('reads days of spreadsheets, also those before the leap day that never was', () => {
    const day = (text: string): string | null => {
      const time = excelTime(text);
      return time && new Date(time.ms).toISOString();
    };
    expect(day('45992.4375')).toBe('2025-12-01T10:30:00.000Z');
    expect(day('44197.041666666664')).toBe('2021-01-01T01:00:00.000Z');
    expect([day('1'), day('59'), day('61')]).toEqual(['1900-01-01', '1900-02-28', '1900-03-01'].map((one) => `${one}T00:00:00.000Z`)); // prettier-ignore
    expect([day('60'), day('0'), day('-1'), day('2958466'), day('x')]).toEqual([null, null, null, null, null]);
  });

  it('reads epochs in all their units', () => {
    const moments = [1e-3, 1e-6].map((unit, index) => epochTime(unit)(['1700000000500123', '1700000000500123456'][index]!)?.ms); // prettier-ignore
    expect(moments).toEqual([1_700_000_000_500, 1_700_000_000_500]);
  });

  it('reads ISO 8601 and epochs', () => {
    expect(isoTime('2026-11-20 17:04')).toEqual({ ms: Date.UTC(2026, 10, 20, 17, 4), isMoment: false });
    expect(isoTime('2026-11-20T17:04:05Z')).toEqual({ ms: Date.UTC(2026, 10, 20, 17, 4, 5), isMoment: true });
    expect(isoTime('20.11.2026')).toBeNull();
    expect(epochTime(1_000)('1700000000.5')).toEqual({ ms: 1_700_000_000_500, isMoment: true });
    expect(epochTime(1)('x')).toBeNull();
  });
});
