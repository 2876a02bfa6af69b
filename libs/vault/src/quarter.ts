const DATE = /^(\d{4})-(0[1-9]|1[0-2])-/;

/**
 * The calendar quarter (UTC) of a moment, as '2026Q4': retention destroys personal data by data class and quarter.
 * @throws RangeError when the text is not RFC 3339 in UTC with milliseconds.
 */
export const quarterOf = (at: string): string => {
  const [, year, month] = DATE.exec(at) ?? [];
  if (year === undefined || !at.endsWith('Z')) throw new RangeError('a moment is RFC 3339 in UTC');
  return `${year}Q${Math.ceil(Number(month) / 3)}`;
};
