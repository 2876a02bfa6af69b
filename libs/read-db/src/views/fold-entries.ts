import type { Fact } from '@rapport/events';
import { evolve, handles, type EntryProjection } from '@rapport/fold';
import { errorText, type ParkedNow } from './changes';
import type { KeptRow } from './row-store';

type Row = Readonly<Record<string, unknown>>;

/** A fact and the rows that it touches; without keys when saying which they are failed. */
interface Touch {
  readonly fact: Fact;
  readonly keys: readonly string[];
  readonly error?: unknown;
}

/** The facts that an entry projection handles, with the keys of the rows that they touch. */
export const touches = (projection: EntryProjection<Row>, facts: readonly Fact[]): readonly Touch[] =>
  facts
    .filter((fact) => handles(projection, fact))
    .map((fact) => {
      try {
        return { fact, keys: projection.keys(fact) };
      } catch (error) {
        return { fact, keys: [], error };
      }
    });

/** New states of entries, and the owners for whom a fact failed: it and all their later ones queue. */
export interface Entries {
  readonly saved: readonly KeptRow[];
  readonly parked: readonly ParkedNow[];
}

/** Folds facts in log order onto the entries as they stand. A fact is taken in for all its entries or for none. */
export const foldEntries = (
  projection: EntryProjection<Row>,
  touched: readonly Touch[],
  before: ReadonlyMap<string, KeptRow>,
  isParked: (owner: string) => boolean,
): Entries => {
  const rows = new Map<string, Row>();
  const parked = new Map<string, ParkedNow>();
  for (const touch of touched) {
    const { fact, keys } = touch;
    if (parked.has(fact.handle) || isParked(fact.handle)) continue;
    try {
      if ('error' in touch) throw touch.error;
      const states = keys.map((key) => {
        const row = rows.get(key) ?? before.get(key)?.row ?? projection.initial(key, fact);
        return [key, evolve(projection, row, fact)] as const;
      });
      for (const [key, row] of states) rows.set(key, row);
    } catch (error) {
      parked.set(fact.handle, { key: fact.handle, poison: fact, error: errorText(error) });
    }
  }
  return { saved: [...rows].map(([key, row]) => ({ key, row, foldedTo: null })), parked: [...parked.values()] };
};
