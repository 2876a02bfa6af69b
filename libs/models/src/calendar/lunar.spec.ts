import fc from 'fast-check';
import { lunarAnniversary, lunarDay } from './lunar';

const number = (date: string): number => Date.parse(date) / 86_400_000;
const text = (day: number | null): string | null => (day === null ? null : new Date(day * 86_400_000).toISOString().slice(0, 10)); // prettier-ignore

describe('the Chinese calendar', () => {
  /** New Year's days of the Hong Kong Observatory's tables. */
  it.each(['1900-01-31', '1949-01-29', '1986-02-09', '2020-01-25', '2021-02-12', '2022-02-01', '2023-01-22', '2024-02-10', '2025-01-29', '2026-02-17', '2033-01-31', '2034-02-19'])(
    'begins a year on %s',
    (date) => expect(lunarDay(number(date))).toEqual({ year: Number(date.slice(0, 4)), month: 1, leap: false, day: 1 }),
  ); // prettier-ignore

  it.each([
    ['2017-07-23', 6],
    ['2020-05-23', 4],
    ['2023-03-22', 2],
    ['2025-07-25', 6],
    ['2028-06-23', 5],
    ['2033-12-22', 11],
  ])('has a leap month from %s on', (date, month) => {
    expect(lunarDay(number(date))).toMatchObject({ month, leap: true, day: 1 });
    expect(lunarDay(number(date) - 1)).toMatchObject({ month, leap: false });
  });

  it('gives who was born in a leap month the leap month, where the year has it, else the month of that number', () => {
    const born = lunarDay(number('2020-05-23'))!;
    expect(born).toEqual({ year: 2020, month: 4, leap: true, day: 1 });
    expect(text(lunarAnniversary(born, 2020))).toBe('2020-05-23');
    expect(text(lunarAnniversary(born, 2021))).toBe('2021-05-12');
    const plain = { ...born, leap: false };
    expect(text(lunarAnniversary(plain, 2020))).toBe('2020-04-23');
  });

  it('takes the 29th for the 30th in a short month', () => {
    const eve = { month: 12, leap: false, day: 30 };
    expect(text(lunarAnniversary(eve, 2023))).toBe('2024-02-09');
    // The twelfth month of 2024 has 29 days.
    expect(text(lunarAnniversary(eve, 2024))).toBe('2025-01-28');
  });

  it('knows nothing outside of its years', () => {
    expect([lunarDay(number('1890-01-01')), lunarDay(number('2150-01-01'))]).toEqual([null, null]);
    expect(lunarAnniversary({ month: 1, leap: false, day: 1 }, 2101)).toBeNull();
  });

  it('is there and back again', () => {
    fc.assert(
      fc.property(fc.integer({ min: number('1900-02-01'), max: number('2100-12-31') }), (day) => {
        const lunar = lunarDay(day)!;
        expect(lunarAnniversary(lunar, lunar.year)).toBe(day);
        const next = lunarDay(day + 1)!;
        expect(next.day === lunar.day + 1 || (next.day === 1 && lunar.day >= 29)).toBe(true);
      }),
    );
  });

  it('has one day for everybody in every year, about a year after the one before', () => {
    const born = fc.integer({ min: number('1930-01-01'), max: number('2010-12-31') });
    fc.assert(
      fc.property(born, fc.integer({ min: 2011, max: 2099 }), (day, year) => {
        const lunar = lunarDay(day)!;
        const gap = lunarAnniversary(lunar, year + 1)! - lunarAnniversary(lunar, year)!;
        expect(gap).toBeGreaterThanOrEqual(324);
        expect(gap).toBeLessThanOrEqual(414);
      }),
    );
  });
});
