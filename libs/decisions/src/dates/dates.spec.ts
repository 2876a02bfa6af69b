import fc from 'fast-check';
import { dayNumber, dayText } from '../cadence-pace';
import { comingDay, yearsBetween } from './coming-day';
import { readDatesParams, type DatesParams } from './dates-params';
import { datesReasons, datesSaid } from './dates-reason';
import { importantDates, type DatedCustomer, type ImportantDate } from './important-dates';
import type { ClassStanding } from '../classes';

const params = (more: object = {}): DatesParams => {
  const read = readDatesParams({ of: 'birthday', ...more });
  if (!read.ok) throw new Error(read.faults.join());
  return read.params;
};
const coming = (date: string, from: string, leapDay: 'before' | 'after' = 'before', returns: 'yearly' | 'lunar' = 'yearly') => {
  const day = comingDay(dayNumber(date), returns, dayNumber(from), leapDay);
  return day === null ? null : dayText(day);
}; // prettier-ignore
const born = (date: string, key = 'birthday'): ImportantDate => ({ key, day: dayNumber(date), returns: 'yearly', eventId: 'e' }); // prettier-ignore
const ends = (date: string, key: string): ImportantDate => ({ key, day: dayNumber(date), returns: 'never', eventId: key }); // prettier-ignore
/** Somebody at the close of a day: the next day is the last that begins before the next close. */
const at = (date: string, ...dates: readonly ImportantDate[]): DatedCustomer => {
  const next = dayNumber(date) + 1;
  return { customer: 'li', from: next, until: next, dates };
};
/** Closes one day after the other, and says at which of them something was decided. */
const closes = (days: readonly string[], dates: readonly ImportantDate[], given: DatesParams): readonly string[] => {
  let previous: ReadonlyMap<string, ClassStanding> = new Map();
  return days.flatMap((date) => {
    const { decisions, standings } = importantDates([at(date, ...dates)], previous, { ...given, date });
    previous = standings;
    return decisions.map((one) => `${date} ${one.kind}${one.kind === 'raised' ? ` ${one.due.map(({ key }) => key).join('+')}` : ` ${one.why}`}`); // prettier-ignore
  });
};
const daysFrom = (date: string, count: number): readonly string[] => Array.from({ length: count }, (_, n) => dayText(dayNumber(date) + n)); // prettier-ignore

describe('when a date comes again', () => {
  it.each([
    ['1986-05-08', '2026-05-08', 'before', '2026-05-08'],
    ['1986-05-08', '2026-05-09', 'before', '2027-05-08'],
    ['2026-05-08', '2026-05-08', 'before', '2027-05-08'],
    ['2000-02-29', '2027-01-01', 'before', '2027-02-28'],
    ['2000-02-29', '2027-01-01', 'after', '2027-03-01'],
    ['2000-02-29', '2028-01-01', 'before', '2028-02-29'],
    ['2000-02-29', '2028-01-01', 'after', '2028-02-29'],
    ['2027-12-31', '2028-01-01', 'before', '2028-12-31'],
  ] as const)('%s: from %s on, %s, it is %s', (date, from, leapDay, on) =>
    expect(coming(date, from, leapDay)).toBe(on),
  );

  it('goes by the lunar calendar where that is asked for', () => {
    // The 8th day of the 4th month of 1986, and one who was born in the leap month of 2020.
    expect(coming('1986-05-16', '2026-01-01', 'before', 'lunar')).toBe('2026-05-24');
    expect(coming('2020-05-23', '2021-01-01', 'before', 'lunar')).toBe('2021-05-12');
    expect(coming('2020-05-23', '2020-06-01', 'before', 'lunar')).toBe('2021-05-12');
    // A lunar year ends in January or February of the next.
    expect(coming('1986-01-20', '2026-12-01', 'before', 'lunar')).toBe('2027-01-18');
  });

  it('is for the first time a year after, never earlier than asked, and within two years', () => {
    const day = fc.integer({ min: dayNumber('1930-01-01'), max: dayNumber('2060-01-01') });
    fc.assert(
      fc.property(day, day, fc.constantFrom('yearly', 'lunar'), fc.constantFrom('before', 'after'), (date, from, returns, leapDay) => {
          const on = comingDay(date, returns, from, leapDay)!;
          expect(on).toBeGreaterThanOrEqual(Math.max(from, date + 350));
          expect(on).toBeLessThanOrEqual(Math.max(from, date) + 414);
          if (returns === 'yearly') expect(yearsBetween(date, on)).toBeGreaterThanOrEqual(1);
        }),
    ); // prettier-ignore
  });
});

describe('important dates', () => {
  it('are told once each time, and cleared when they are over', () => {
    expect(closes(daysFrom('2026-04-25', 400), [born('1986-05-08')], params())).toEqual([
      '2026-04-30 raised birthday',
      '2026-05-08 cleared over',
      '2027-04-30 raised birthday',
      '2027-05-08 cleared over',
    ]);
    expect(closes(daysFrom('2026-05-01', 20), [born('1986-05-08')], params({ leadDays: 0 }))).toEqual([
      '2026-05-07 raised birthday',
      '2026-05-08 cleared over',
    ]);
  });

  it('are told at the first close that sees them, and never when they are over', () => {
    expect(closes(['2026-05-05'], [born('1986-05-08')], params())).toEqual(['2026-05-05 raised birthday']);
    expect(closes(daysFrom('2026-05-08', 30), [born('1986-05-08')], params())).toEqual([]);
    expect(closes(['2027-01-01'], [ends('2026-12-31', 'a')], params({ of: 'contract-end' }))).toEqual([]);
    // Days that the clock missed are closed later: what is over by then is over.
    const late = { ...at('2026-05-06', born('1986-05-08')), from: dayNumber('2026-05-10') };
    expect(importantDates([late], new Map(), { ...params(), date: '2026-05-06' }).decisions).toEqual([]);
  });

  it('are told again when another one is near, and not when one of two is over', () => {
    const both = [ends('2026-05-10', 'a'), ends('2026-05-20', 'b')];
    expect(closes(daysFrom('2026-05-01', 30), both, params({ of: 'contract-end', leadDays: 14 }))).toEqual([
      '2026-05-01 raised a',
      '2026-05-05 raised a+b',
      '2026-05-20 cleared over',
    ]);
  });

  it('are nobody’s any more who is gone', () => {
    const standing = new Map([['li', { tier: 'due', mark: 'birthday', since: '2026-05-01' }]]);
    expect(importantDates([], standing, { ...params(), date: '2026-05-02' })).toEqual({
      decisions: [{ kind: 'cleared', customer: 'li', why: 'no-longer-known' }],
      standings: new Map(),
    });
  });

  it('say when they are only where that is no secret', () => {
    const said = (of: DatesParams['of'], more: object, ...dates: readonly ImportantDate[]) => {
      const given = params({ of, ...more });
      const [one] = importantDates([at('2026-05-05', ...dates)], new Map(), { ...given, date: '2026-05-05' }).decisions;
      const words = one?.kind === 'raised' ? datesSaid(one.due, of) : [];
      return { words, reasons: datesReasons(words, given) };
    };
    expect(said('birthday', {}, born('1986-05-08'))).toEqual({
      words: [{ key: 'birthday' }],
      reasons: ['birthday within 7 days'],
    });
    expect(said('lunar-birthday', { leadDays: 0 }, born('1986-05-06', 'lunar-birthday')).reasons).toEqual(['birthday by the lunar calendar today']); // prettier-ignore
    expect(said('stated', { leadDays: 1 }, born('1986-05-06', 'wedding')).reasons).toEqual(['wedding within 1 day']);
    expect(said('anniversary', {}, born('2016-05-08', 'first')).reasons).toEqual([
      'customer for 10 years on 2026-05-08',
    ]);
    expect(said('last-visit', {}, born('2025-05-08', 'last')).reasons).toEqual(['last visit 1 year ago on 2026-05-08']);
    expect(said('warranty-end', {}, ends('2026-05-08', 'w'))).toEqual({
      words: [{ key: 'w', on: '2026-05-08' }],
      reasons: ['warranty ends on 2026-05-08'],
    });
  });

  it('are told as often as they come, whatever days are closed', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 60, maxLength: 200 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 7, max: 60 }), fc.nat(364), (steps, leadDays, offset) => {
        const first = dayNumber('2026-03-01');
        let day = first;
        const days = steps.map((step) => dayText((day += step)));
        const birthday = dayText(first + offset - 36_525);
        const decided = closes(days, [born(birthday)], params({ leadDays }));
        // A close covers the days up to the next one only: gaps of less than the lead miss nothing.
        const raised = decided.filter((one) => one.includes('raised')).length;
        const begins = dayNumber(days[0]!) + 1;
        const returns = [0, 1, 2, 3].map((n) => comingDay(dayNumber(birthday), 'yearly', begins + n * 366 - n, 'before')!);
        const due = new Set(returns.filter((on) => on >= begins && on - leadDays <= day + 1));
        expect(raised).toBe(due.size);
      }),
    ); // prettier-ignore
  });
});

it('lists all that is wrong with parameters', () => {
  expect(readDatesParams({ of: 'easter', leadDays: -1, leapDay: 'never' })).toEqual({
    ok: false,
    faults: [
      'of must be one of birthday, lunar-birthday, stated, anniversary, contract-end, warranty-end, last-visit',
      'leadDays must be a whole number from 0 to 180',
      'leapDay must be before or after',
    ],
  });
  expect(readDatesParams({})).toMatchObject({ ok: false });
  expect(readDatesParams({ of: 'birthday', occasion: 'wedding' })).toEqual({
    ok: false,
    faults: ['occasion is of stated dates only'],
  });
});
