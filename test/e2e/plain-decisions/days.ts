/** Days are numbered from 1970-01-01, as they are called and not as long as they are. */
export const DAY_MS = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();
const known = new Map<string, number>();

/** The number of the local day that a moment falls on, by what a clock in the zone shows. */
export const dayAt = (at: number, zone: string): number => {
  const key = `${zone} ${at}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
  formats.set(zone, format);
  const day = numberOf(format.format(at));
  known.set(key, day);
  return day;
};

/** The number of a day that is written as a date. */
export const numberOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS;

/** The date of such a number. */
export const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** The first moment after a local day, found by halving: no rule of clocks is asked, only what they show. */
export const endOf = (day: number, zone: string): number => {
  let [inside, after] = [(day - 1) * DAY_MS, (day + 3) * DAY_MS];
  while (after - inside > 1) {
    const middle = Math.floor((inside + after) / 2);
    if (dayAt(middle, zone) > day) after = middle;
    else inside = middle;
  }
  return after;
};

/** The number of the month of a date. */
export const monthOf = (date: string): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;

/** How a month of such a number is written. */
export const monthName = (month: number): string => `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`; // prettier-ignore
