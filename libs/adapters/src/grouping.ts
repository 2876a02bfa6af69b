import { addDecimal } from '@rapport/events';
import { compileFields, compileValue } from './compile-value';
import { decimalText } from './decimal-text';
import { RowFault } from './fault';
import type { Place } from './place';
import type { Row } from './row';
import { asText } from './value';

/** How several rows become one event. */
export interface Grouping {
  /** Rows with one key belong together. @throws RowFault when it is empty */
  readonly key: (row: Row) => string;
  /** A group is complete when so many lines have passed without one of it. */
  readonly within: number;
  /** What one row adds to the group. @throws RowFault */
  readonly part: (row: Row) => {
    readonly line: Record<string, unknown> | null;
    readonly sums: readonly (string | null)[];
  };
  /** Puts the parts into the data of the group's first row. */
  readonly complete: (
    data: Record<string, unknown>,
    lines: readonly Record<string, unknown>[],
    sums: readonly (string | null)[],
  ) => void;
}

const WITHIN = 1_000;
const WITHIN_MAX = 1_000_000;
const PLAIN = { point: '.', group: '' };

/** Adds two rows' sums, field by field. */
export const addSums = (a: readonly (string | null)[], b: readonly (string | null)[]): (string | null)[] =>
  a.map((sum, index) => {
    const more = b[index] ?? null;
    if (sum === null || more === null) return sum ?? more;
    return addDecimal(sum, more);
  });

const sumsOf = (spec: unknown, place: Place) => {
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) {
    place.fault('must be an object of fields and what each line adds to them');
    return [];
  }
  return Object.entries(spec).map(([field, one]) => {
    const value = compileValue(one, place.in(field));
    return {
      field,
      read: (row: Row): string | null => {
        const text = asText(value(row));
        if (text === '') return null;
        const decimal = decimalText(text, PLAIN);
        if (decimal === null) throw new RowFault(`${place.path}.${field} is no number`);
        return decimal;
      },
    };
  });
};

/**
 * Compiles `{by: ["{InvoiceNo}"], lines: {…}, sums: {amount: …}, within: 1000}`: the rows of one invoice become one event.
 * Its time, identifiers and other data are those of its first row.
 */
export const compileGrouping = (spec: unknown, place: Place): Grouping => {
  const {
    by,
    lines,
    sums = {},
    into = 'lines',
    within = WITHIN,
  } = place.members(spec, ['by', 'lines', 'into', 'sums', 'within']);
  const keys = place.in('by').items(by, 1).map(([one, at]) => compileValue(one, at)); // prettier-ignore
  const line = lines === undefined ? null : compileFields(lines, place.in('lines'));
  const totals = sumsOf(sums, place.in('sums'));
  const field = place.in('into').text(into);
  if (!(Number.isInteger(within) && Number(within) >= 1 && Number(within) <= WITHIN_MAX))
    place.in('within').fault(`must be a number of lines, 1 to ${WITHIN_MAX}`);
  return {
    within: Number(within),
    key: (row) => {
      const texts = keys.map((key) => asText(key(row)));
      if (texts.every((text) => text === '')) throw new RowFault(`${place.path}.by is empty`);
      return texts.join('\u001f');
    },
    part: (row) => ({ line: line ? line(row) : null, sums: totals.map(({ read }) => read(row)) }),
    complete: (data, all, added) => {
      if (line) data[field] = all;
      totals.forEach(({ field: name }, index) => {
        const total = added[index] ?? null;
        if (total !== null) data[name] = total;
      });
    },
  };
};
