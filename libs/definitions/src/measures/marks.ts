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

/** The mark of an item and the steps whose tests it passes; none when it passes none. */
const markOf = (
  tests: readonly Test[],
  rankOf: (passed: readonly number[]) => number,
  item: Item,
): { readonly mark: Mark; readonly passed: readonly number[] } | undefined => {
  const passed = tests.flatMap((test, nth) => (test(item) ? [nth] : []));
  const { occurredAt, eventId } = item.fact;
  return passed.length === 0 ? undefined : { mark: `${occurredAt} ${rankOf(passed)} ${eventId}`, passed };
};

/** Notes an item as `marked` does, in place, into marks that are the caller's own. */
export const markInto = (
  marks: Marks,
  tests: readonly Test[],
  rankOf: (passed: readonly number[]) => number,
  item: Item,
): void => {
  const found = markOf(tests, rankOf, item);
  for (const nth of found?.passed ?? []) {
    const own = marks[nth] as Mark[];
    const place = placeAfter(own, found!.mark, true);
    if (own[place] !== found!.mark) own.splice(place, 0, found!.mark);
  }
};

/** Notes an item with every step whose test it passes; the same marks when it passes none. */
export const marked = (
  marks: Marks,
  tests: readonly Test[],
  rankOf: (passed: readonly number[]) => number,
  item: Item,
): Marks => {
  const found = markOf(tests, rankOf, item);
  if (found === undefined) return marks;
  const { mark, passed } = found;
  return marks.map((own, nth) => (passed.includes(nth) ? withMark(own, mark) : own));
};
