import type { Fact } from '@rapport/events';
import { amend, amendedKeys, type Amendment, amendmentOf, evolve, handles, subjectOf } from '@rapport/fold';
import type { EntryProjection } from '@rapport/fold';
import { within, type SliceRange } from '../slices';
import { errorText, type ParkedNow } from './changes';
import type { KeptRow } from './kept-row';

type Row = Readonly<Record<string, unknown>>;

/** A fact and the rows that it touches; without keys when saying which they are failed. */
export interface Touch {
  readonly fact: Fact;
  readonly keys: readonly string[];
  /** Under which name it and all that come after it wait when it fails: the owner, or the key of its row. */
  readonly queue: string;
  /** Only for projections that take facts back. */
  readonly amendment?: Amendment;
  readonly error?: unknown;
}

/** What is known of the events of a batch that some record is about, by event id. */
export type About = ReadonlyMap<string, readonly Fact[]>;

/** The facts that an entry projection handles in a range of slices, with the keys of the rows that they touch. */
export const touches = (
  projection: EntryProjection<Row>,
  facts: readonly Fact[],
  about: About,
  range: SliceRange,
): readonly Touch[] => {
  const byKey = projection.slicedBy === 'key';
  return facts
    .filter((fact) => handles(projection, fact) && (byKey || within(range, fact.handle)))
    .flatMap((fact): Touch[] => {
      try {
        const { keys, ...more } = touched(projection, fact, about);
        if (!byKey) return [{ fact, keys, queue: fact.handle, ...more }];
        return keys.filter((key) => within(range, key)).map((key) => ({ fact, keys: [key], queue: key, ...more }));
      } catch (error) {
        const queue = byKey ? fact.eventId : fact.handle;
        return within(range, queue) ? [{ fact, keys: [], queue, error }] : [];
      }
    });
};

const touched = (projection: EntryProjection<Row>, fact: Fact, about: About): Pick<Touch, 'keys' | 'amendment'> => {
  if (!projection.takeBack) return { keys: projection.keys(fact) };
  const amendment = amendmentOf(fact, about.get(subjectOf(fact)) ?? []);
  return { keys: amendedKeys(projection, amendment), amendment };
};

/** The rows that must be looked for before a batch is folded: all that it touches, but those which one of its events makes. */
export const keysBefore = (
  { rowsOfEvents }: Pick<EntryProjection<Row>, 'rowsOfEvents'>,
  touched: readonly Touch[],
  early: ReadonlySet<string>,
): readonly string[] => {
  // Who is early is not said of events about identity.
  const isMade = (key: string, { eventId, channel }: Fact): boolean =>
    rowsOfEvents === true && key === eventId && channel !== 'identity' && !early.has(eventId);
  return [...new Set(touched.flatMap(({ keys, fact }) => keys.filter((key) => !isMade(key, fact))))];
};

/** New states of entries, and the queues in which a fact failed: it and all later ones wait. */
export interface Entries {
  readonly saved: readonly KeptRow[];
  readonly parked: readonly ParkedNow[];
}

/** Folds facts in log order onto the entries as they stand. Of a queue, a fact is taken in for all its entries or for none. */
export const foldEntries = (
  projection: EntryProjection<Row>,
  touched: readonly Touch[],
  before: ReadonlyMap<string, KeptRow>,
  isParked: (queue: string) => boolean,
): Entries => {
  const rows = new Map<string, Row>();
  const parked = new Map<string, ParkedNow>();
  const next = (key: string, { fact, amendment }: Touch): Row | undefined => {
    const row = rows.get(key) ?? before.get(key)?.row;
    // Most facts are plain ones: nothing is taken back.
    if (amendment && (amendment.takenBack || amendment.takenIn !== fact)) return amend(projection, key, row, amendment);
    return evolve(projection, row ?? projection.initial(key, fact), fact);
  };
  for (const touch of touched) {
    const { keys, queue, fact } = touch;
    if (parked.has(queue) || isParked(queue)) continue;
    try {
      if ('error' in touch) throw touch.error;
      const states = keys.map((key) => [key, next(key, touch)] as const);
      for (const [key, row] of states) if (row !== undefined) rows.set(key, row);
    } catch (error) {
      parked.set(queue, { key: queue, poison: fact, error: errorText(error) });
    }
  }
  return { saved: [...rows].map(([key, row]) => ({ key, row, foldedTo: null })), parked: [...parked.values()] };
};
