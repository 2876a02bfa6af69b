import fc from 'fast-check';
import { businessHours, type OpenHours } from './business-hours';

const HOUR = 3_600_000;
const nine: OpenHours = [['09:00', '12:00'], ['13:00', '17:00']]; // prettier-ignore
const week = { mon: nine, tue: nine, wed: nine, thu: nine, fri: [['09:00', '12:00']] } as const;
const office = businessHours({
  zone: 'Europe/Berlin',
  week,
  days: { '2026-12-25': [], '2026-12-24': [['09:00', '11:00']] },
});
const at = (text: string): number => Date.parse(text);

describe('business hours', () => {
  it('are open by the clocks of their zone', () => {
    // Monday, in summer and in winter.
    expect(office.isOpen(at('2026-07-06T07:00:00Z'))).toBe(true);
    expect(office.isOpen(at('2026-01-05T07:30:00Z'))).toBe(false);
    expect(office.isOpen(at('2026-01-05T08:00:00Z'))).toBe(true);
    expect(office.isOpen(at('2026-01-05T11:00:00Z'))).toBe(false);
    expect(office.isOpen(at('2026-01-04T09:00:00Z'))).toBe(false);
    expect(office.isOpen(at('2026-12-25T09:00:00Z'))).toBe(false);
  });

  it('count what lies between, over nights, weekends and holidays', () => {
    const between = (from: string, to: string) => office.openBetween(at(from), at(to)) / HOUR;
    expect(between('2026-01-05T08:30:00Z', '2026-01-05T12:30:00Z')).toBe(3);
    expect(between('2026-01-08T15:00:00Z', '2026-01-12T09:00:00Z')).toBe(1 + 3 + 1);
    expect(between('2026-12-23T15:00:00Z', '2026-12-28T09:00:00Z')).toBe(1 + 2 + 0 + 1);
    expect(between('2026-01-12T09:00:00Z', '2026-01-08T15:00:00Z')).toBe(0);
  });

  it('say when so much open time has passed', () => {
    const after = (from: string, hours: number) => new Date(office.after(at(from), hours * HOUR)).toISOString();
    expect(after('2026-01-05T08:30:00Z', 0)).toBe('2026-01-05T08:30:00.000Z');
    expect(after('2026-01-05T10:30:00Z', 1)).toBe('2026-01-05T12:30:00.000Z');
    expect(after('2026-01-09T10:00:00Z', 2)).toBe('2026-01-12T09:00:00.000Z');
    expect(after('2026-01-10T10:00:00Z', 1)).toBe('2026-01-12T09:00:00.000Z');
    expect(() => businessHours({ zone: 'UTC', week: {} }).after(0, 1)).toThrow('ten years do not hold');
    expect(() => office.after(0, -1)).toThrow('open time must be from 0');
  });

  it('have 23 and 25 hours where clocks are changed, also when they are changed in open time', () => {
    const always = businessHours({ zone: 'Europe/Berlin', week: { sun: [['00:00', '24:00']] } });
    const sunday = (date: string) =>
      always.openBetween(at(`${date}T00:00:00Z`) - 12 * HOUR, at(`${date}T00:00:00Z`) + 36 * HOUR) / HOUR;
    expect(['2026-03-22', '2026-03-29', '2026-10-25'].map(sunday)).toEqual([24, 23, 25]);
    // 02:00 to 03:00 is skipped, and shown twice.
    const night = businessHours({ zone: 'Europe/Berlin', week: { sun: [['02:00', '04:00']] } });
    const open = (date: string) =>
      night.openBetween(at(`${date}T00:00:00Z`) - 12 * HOUR, at(`${date}T12:00:00Z`)) / HOUR;
    expect(['2026-03-22', '2026-03-29', '2026-10-25'].map(open)).toEqual([2, 1, 3]);
  });

  it('add up: what has passed until `after` is what was asked for', () => {
    const instant = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-12-31T00:00:00Z') });
    const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Shanghai', 'Australia/Lord_Howe', 'UTC');
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 60 * HOUR }), zone, (from, open, place) => {
        const hours = businessHours({ zone: place, week, days: { '2026-05-01': [] } });
        const to = hours.after(from, open);
        expect(hours.openBetween(from, to)).toBe(open);
        expect(hours.openBetween(from, to - 1)).toBe(open - 1);
        const middle = from + Math.floor((to - from) / 3);
        expect(hours.openBetween(from, middle) + hours.openBetween(middle, to)).toBe(open);
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    [{ zone: 'Europe/Atlantis', week }, 'Invalid time zone'],
    [{ zone: 'UTC', week: { mon: [['9:00', '17:00']] as OpenHours } }, 'mon: 9:00–17:00 are no hours'],
    [{ zone: 'UTC', week: { mon: [['22:00', '06:00']] as OpenHours } }, 'mon: 22:00–06:00 are no hours'],
    [{ zone: 'UTC', week: { mon: [['22:00', '24:30']] as OpenHours } }, 'are no hours'],
    [{ zone: 'UTC', week: { tue: [['09:00', '12:00'], ['11:00', '13:00']] as OpenHours } }, 'tue: hours must follow each other'],
    [{ zone: 'UTC', week, days: { '2026-02-30': [] } }, '2026-02-30 is no date'],
    [{ zone: 'UTC', week, days: { easter: [] } }, 'easter is no date'],
  ])('refuse %j', (calendar, fault) => expect(() => businessHours(calendar)).toThrow(fault)); // prettier-ignore
});
