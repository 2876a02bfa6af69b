/** A calendar month as its number since year 0: next months are next numbers. */
export type Month = number;

/** The month of a day (`2026-03-14`) or of a month (`2026-03`). */
export const monthOf = (date: string): Month => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;

/** `2026-03`. */
export const monthText = (month: Month): string =>
  `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`;

/** The last month that is over at the end of a day. */
export const lastFullMonth = (date: string): Month => {
  const tomorrow = new Date(Date.parse(`${date}T00:00:00.000Z`) + 86_400_000).toISOString();
  return monthOf(tomorrow) - 1;
};

/** Full months from a day until the end of a month: of one who began on its first day, 1 at the end of the same month. */
export const fullMonths = (since: string, month: Month): number => {
  const whole = month - monthOf(since) + (since.slice(8, 10) === '01' ? 1 : 0);
  return Math.max(whole, 0);
};
