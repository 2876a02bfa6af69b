import type { Fact } from '@rapport/events';

/** When something was stated, and by which event: the order (occurredAt, event id) that no arrival order changes. */
export interface Stated {
  readonly at: string;
  readonly eventId: string;
}

/** Where a fact stands in that order. */
export const stated = (fact: Fact): Stated => ({ at: fact.occurredAt, eventId: fact.eventId });

export const isLater = (a: Stated, b: Stated): boolean => a.at > b.at || (a.at === b.at && a.eventId > b.eventId);

/** Sorts oldest first. */
export const byStated = (a: Stated, b: Stated): number => (isLater(a, b) ? 1 : isLater(b, a) ? -1 : 0);

/** The later of two statements; the one that is there may be missing. */
export const later = <T extends Stated>(standing: T | null | undefined, next: T): T =>
  standing && isLater(standing, next) ? standing : next;

/**
 * The list with the item, newest first, cut at `max`. The newest `max` of a set are the same whatever order the set came
 * in, so a fold that keeps them is order-free and its row bounded.
 */
export const withNewest = <T extends Stated>(list: readonly T[], item: T, max: number, mine = false): readonly T[] => {
  // From the front: what comes is mostly the newest, and each look at another item goes to memory that nobody has touched lately.
  let at = 0;
  while (at < list.length && !isLater(item, list[at]!)) at++;
  if (at >= max) return list;
  if (mine) return inserted(list as T[], item, at, max);
  const next = list.slice(0, at);
  next.push(item);
  for (let rest = at; rest < list.length && next.length < max; rest++) next.push(list[rest]!);
  return next;
};

const inserted = <T>(list: T[], item: T, at: number, max: number): readonly T[] => {
  // By hand: for ten items, splice costs more than all the rest of a fold's step.
  for (let rest = Math.min(list.length, max - 1); rest > at; rest--) list[rest] = list[rest - 1]!;
  list[at] = item;
  return list;
};

/**
 * The record with the later of two statements under a name. At most `max` names are kept, the least ones by text: also
 * that is the same in any order, and a source that invents names without end cannot blow up a row.
 */
export const withLater = <T extends Stated>(
  record: Readonly<Record<string, T>>,
  name: string,
  item: T,
  max: number,
): Readonly<Record<string, T>> => {
  const standing = Object.hasOwn(record, name) ? record[name] : undefined;
  if (standing && !isLater(item, standing)) return record;
  if (name === '__proto__') return record;
  const next = { ...record, [name]: item };
  if (standing) return next;
  const names = Object.keys(next);
  if (names.length > max) delete next[names.reduce((most, other) => (other > most ? other : most))];
  return next;
};

export const earliestOf = (a: string | null, b: string): string => (a === null || b < a ? b : a);
export const latestOf = (a: string | null, b: string): string => (a === null || b > a ? b : a);
