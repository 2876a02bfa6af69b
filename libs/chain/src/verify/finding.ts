import type { StoredEvent } from '@rapport/event-store';
import { readHead, type Entry, type Head } from '../link';

/**
 * What was done to the history.
 * - `edited`: the event is there, but something of it is not as it was recorded;
 * - `replaced`: another event stands in its place;
 * - `deleted`, `inserted`, `reordered`: as the words say; `renumbered`: in order, but at another position;
 * - `cut`: the event and all that followed it are gone;
 * - `changed`: one of several events, and nothing is left that says which;
 * - `head`: the store's own note of its end is not true;
 * - `evidence`: evidence or anchors were changed; whether events were, other findings say.
 */
export type FindingKind =
  'edited' | 'replaced' | 'deleted' | 'inserted' | 'reordered' | 'renumbered' | 'cut' | 'changed' | 'head' | 'evidence';

/** An event as a person can look it up. Parts that nothing says any more are null. */
export interface NamedEvent {
  readonly id: string | null;
  readonly stream: string | null;
  readonly version: number | null;
  readonly type: string | null;
  readonly recordedAt: string | null;
  /** Number in the engine's order, as the end of positions has it. */
  readonly position: string | null;
}

/** The events among which the changed one is, counted from the beginning of the log. */
export interface Between {
  readonly first: number;
  readonly last: number;
}

/** One thing that is wrong. */
export interface Finding {
  readonly kind: FindingKind;
  readonly event: NamedEvent | null;
  /** Null when the event is named for sure. */
  readonly between: Between | null;
  /** What is wrong, in words. */
  readonly detail: string;
}

/** An event of the store by its name. */
export const namedEvent = ({ id, stream, version, type, recordedAt, position }: StoredEvent): NamedEvent => ({
  ...{ id, stream, version, type, recordedAt },
  position: ordinalText(position),
});

/** An event of the evidence by its name. */
export const namedEntry = ({ head, ordinal }: Entry): NamedEvent => ({ ...headOrNothing(head), position: ordinal });

/** Evidence that was tampered with may hold anything. */
const headOrNothing = (head: string): Head | { [Part in keyof Head]: null } => {
  try {
    return readHead(head);
  } catch {
    return { id: null, stream: null, version: null, type: null, recordedAt: null };
  }
};

const ordinalText = (position: string): string => position.slice(position.indexOf('-') + 1).replace(/^0+(?=-?\d)/, '');
