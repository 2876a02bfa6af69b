import type { Item } from '../item';
import type { Test } from '../condition';

/**
 * When one item happened: moment, rank among those of the same moment, and which event it was, as a text whose order is the order of
 * happening. Of items at the same moment (days of an import, say) those of earlier steps come first.
 */
export type Mark = string;

/** The marks of one customer, step by step, each in order and there once. */
export type Marks = readonly (readonly Mark[])[];

/** The moment of a mark, in milliseconds. */
export const millisOf = (mark: Mark): number => Date.parse(mark.slice(0, mark.indexOf(' ')));

/** The place of the first mark that is after this one (or, `orAt`, is this one). */
const placeAfter = (marks: readonly Mark[], mark: Mark, orAt: boolean): number => {
  let [low, high] = [0, marks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const isBefore = orAt ? marks[middle]! < mark : marks[middle]! <= mark;
    if (isBefore) low = middle + 1;
    else high = middle;
  }
  return low;
};

export const firstAfter = (marks: readonly Mark[], mark: Mark): Mark | undefined =>
  marks[placeAfter(marks, mark, false)];

const withMark = (marks: readonly Mark[], mark: Mark): readonly Mark[] => {
  const place = placeAfter(marks, mark, true);
  return marks[place] === mark ? marks : [...marks.slice(0, place), mark, ...marks.slice(place)];
};

/** Notes an item with every step whose test it passes; the same marks when it passes none. */
export const marked = (
  marks: Marks,
  tests: readonly Test[],
  rankOf: (passed: readonly number[]) => number,
  item: Item,
): Marks => {
  // prettier-ignore
  const passed = tests.flatMap((test, nth) => (test(item) ? [nth] : []));
  if (passed.length === 0) return marks;
  const { occurredAt, eventId } = item.fact;
  const mark = `${occurredAt} ${rankOf(passed)} ${eventId}`;
  return marks.map((own, nth) => (passed.includes(nth) ? withMark(own, mark) : own));
};
