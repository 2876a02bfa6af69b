import fc from 'fast-check';
import { addDays, dayExists, endOfDay, isZone, localDay, localDayIn, localDays } from './local-day';

const ZONES = [
  ...['UTC', 'Europe/Berlin', 'Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Cairo'],
  ...['America/Sao_Paulo', 'America/St_Johns', 'Pacific/Apia', 'Pacific/Kiritimati', 'Asia/Kathmandu'],
  ...['America/Havana', 'Asia/Beirut', 'Pacific/Pago_Pago', 'Atlantic/Azores', 'America/Santiago'],
];
const day = fc
  .date({ min: new Date('1972-01-01'), max: new Date('2037-12-30'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10));
const zone = fc.constantFrom(...ZONES);
const hours = (date: string, of: string): number =>
  (Date.parse(endOfDay(date, of)) - Date.parse(endOfDay(addDays(date, -1), of))) / 3_600_000;

describe('the local day of an instant', () => {
  it.each([
    ['UTC', '2026-11-20T23:59:59.999Z', '2026-11-20'],
    ['Europe/Berlin', '2026-11-20T22:59:59.999Z', '2026-11-20'],
    ['Europe/Berlin', '2026-11-20T23:00:00.000Z', '2026-11-21'],
    ['Europe/Berlin', '2026-07-20T22:00:00.000Z', '2026-07-21'],
    ['Asia/Kathmandu', '2026-11-20T18:14:59.999Z', '2026-11-20'],
    ['Asia/Kathmandu', '2026-11-20T18:15:00.000Z', '2026-11-21'],
    ['Pacific/Apia', '2011-12-30T09:59:00.000Z', '2011-12-29'],
    ['Pacific/Apia', '2011-12-30T10:00:00.000Z', '2011-12-31'],
  ])('in %s at %s is %s', (of, instant, expected) => {
    const dayOf = localDayIn(of);
    expect([dayOf(instant), dayOf(instant), localDay(instant, of)]).toEqual([expected, expected, expected]);
  });
});

describe('local days', () => {
  it('are as long as the clocks make them', () => {
    expect(endOfDay('2026-03-29', 'Europe/Berlin')).toBe('2026-03-29T22:00:00.000Z');
    expect(endOfDay('2026-10-25', 'Europe/Berlin')).toBe('2026-10-25T23:00:00.000Z');
    expect(hours('2026-03-29', 'Europe/Berlin')).toBe(23);
    expect(hours('2026-10-25', 'Europe/Berlin')).toBe(25);
    expect(hours('2026-10-04', 'Australia/Lord_Howe')).toBe(23.5);
    expect(hours('2026-04-05', 'Australia/Lord_Howe')).toBe(24.5);
    expect(hours('2026-11-20', 'Asia/Shanghai')).toBe(24);
  });

  it('begin when midnight is skipped and end when it comes twice', () => {
    // Cairo goes from 24:00 to 01:00: the day before ends there, and no clock ever shows 00:00.
    expect(endOfDay('2026-04-23', 'Africa/Cairo')).toBe('2026-04-23T22:00:00.000Z');
    expect(hours('2026-04-24', 'Africa/Cairo')).toBe(23);
    // St. John's went from 00:01 back to 23:01 of the day before, which then ended for good an hour later.
    expect(endOfDay('2006-10-28', 'America/St_Johns')).toBe('2006-10-29T03:30:00.000Z');
    expect(hours('2006-10-28', 'America/St_Johns')).toBe(25);
  });

  it('may not exist', () => {
    expect(dayExists('2011-12-30', 'Pacific/Apia')).toBe(false);
    expect(endOfDay('2011-12-29', 'Pacific/Apia')).toBe('2011-12-30T10:00:00.000Z');
    expect(endOfDay('2011-12-30', 'Pacific/Apia')).toBe('2011-12-30T10:00:00.000Z');
    expect(hours('2011-12-31', 'Pacific/Apia')).toBe(24);
  });

  it('hold what clocks show, in every zone and at any end of day', () => {
    fc.assert(
      fc.property(zone, day, (of, date) => {
        const end = Date.parse(endOfDay(date, of));
        expect(localDay(end, of) > date).toBe(true);
        expect(localDay(end - 1, of) <= date).toBe(true);
        for (let later = end; later < end + 7_200_000; later += 60_000) expect(localDay(later, of) > date).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('follow each other without gap or overlap, 22 to 26 hours long', () => {
    fc.assert(
      fc.property(zone, day, (of, date) => {
        if (!dayExists(date, of)) return;
        expect(hours(date, of)).toBeGreaterThanOrEqual(22);
        expect(hours(date, of)).toBeLessThanOrEqual(26);
      }),
      { numRuns: 150 },
    );
  });

  it('come out the same one by one and in bulk', () => {
    const instant = fc.integer({ min: Date.UTC(1972, 0), max: Date.UTC(2037, 0) });
    fc.assert(
      fc.property(zone, fc.array(instant, { maxLength: 20 }), (of, instants) => {
        const dayOf = localDays(of);
        for (const at of instants) expect(dayOf(at)).toBe(localDay(at, of));
      }),
      { numRuns: 100 },
    );
  });

  it('know the names of zones', () => {
    expect([...ZONES, 'GMT'].every(isZone)).toBe(true);
    for (const name of ['', 'Mars/Olympus', '+01:00', 'europe berlin']) expect(isZone(name)).toBe(false);
  });
});
