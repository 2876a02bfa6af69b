import { DATA_CLASSES, type DataClass } from '@rapport/events';

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

/** A code's remainder by this tells the class. */
export const RETENTION_CLASSES = 16;

/** A data class and quarter as one number, for rows of which there are many; 0 is none. */
export const retentionCode = (dataClass: DataClass, quarter: string): number => {
  const [year, nth] = quarter.split('Q').map(Number) as [number, number];
  return (year * 4 + nth - 1) * RETENTION_CLASSES + DATA_CLASSES.indexOf(dataClass) + 1;
};

/** The exclusive end of a quarter (RFC 3339, UTC). */
export const endOfQuarter = (quarter: string): string => {
  const [year, nth] = quarter.split('Q').map(Number) as [number, number];
  return new Date(Date.UTC(year, nth * 3, 1)).toISOString();
};
