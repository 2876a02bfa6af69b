import { isDeepStrictEqual } from 'node:util';
import type { Fact } from '@rapport/events';
import { evolve, handles, type CustomerProjection } from '@rapport/fold';

/** An event that left a part of a row with another value; undefined = there was nothing. */
export interface Change {
  readonly fact: Fact;
  readonly before: unknown;
  readonly after: unknown;
}

/** Every change of a part, in the order of history, and what it comes to; undefined where nothing is folded. */
export interface Changes {
  readonly all: readonly Change[];
  readonly value: unknown;
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/**
 * Folds facts once and looks after each whether a part of the row has changed. A part that is a number, a text or the like is a copy
 * by itself, so such rows are changed in place, as tables fold them: half of the work. At the first part that is an object it begins anew with rows
 * that stay as they are: then each value is a part of one of them, nothing is copied, and what an event did not touch is the same object.
 */
export const changesOf = <Row extends object>(
  projection: CustomerProjection<Row>,
  facts: readonly Fact[],
  of: (row: Row) => unknown,
): Changes => folded(projection, facts, of, true) ?? folded(projection, facts, of, false)!;

/** @param mine rows are changed in place; null = they must not be. */
const folded = <Row extends object>(
  projection: CustomerProjection<Row>,
  facts: readonly Fact[],
  of: (row: Row) => unknown,
  mine: boolean,
): Changes | null => {
  const all: Change[] = [];
  let row = projection.initial();
  // What a row begins with nobody set; the first event that leaves it otherwise did.
  let value = of(row);
  let begun = false;
  for (const fact of facts) {
    if (mine && isObject(value)) return null;
    if (!handles(projection, fact)) continue;
    try {
      row = evolve(projection, row, fact, mine);
    } catch {
      // As in the table: the row stays as it was before the event that the fold failed on.
      break;
    }
    const after = of(row);
    if (after !== value && !isDeepStrictEqual(after, value)) all.push({ fact, before: value, after });
    [value, begun] = [after, true];
  }
  if (mine && isObject(value)) return null;
  return { all, value: begun ? value : undefined };
};
