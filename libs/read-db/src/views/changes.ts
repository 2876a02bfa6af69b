import type { Fact } from '@rapport/events';
import type { KeptRow } from './kept-row';

/** A customer (or owner of entries) whose later events queue behind one that could not be folded. */
export interface ParkedNow {
  readonly key: string;
  readonly poison: Pick<Fact, 'eventId' | 'position'>;
  readonly error: string;
}

/** What a batch does to the table of one projection. Removals come first. */
export interface ViewChanges {
  readonly removed: readonly string[];
  readonly saved: readonly KeptRow[];
  readonly parked: readonly ParkedNow[];
  /** Keys that are no longer parked. */
  readonly healed: readonly string[];
}

/** (occurredAt, eventId) as one text whose byte order is the order of history. */
export const markOf = ({ occurredAt, eventId }: Pick<Fact, 'occurredAt' | 'eventId'>): string =>
  `${occurredAt} ${eventId}`;

/** What is written down about a failure: enough to find it, never a value of the event. */
export const errorText = (error: unknown): string => {
  const { name, stack = '' } = error instanceof Error ? error : new Error(typeof error);
  const place = stack.split('\n').find((line) => /^\s+at /.test(line)) ?? '';
  const message = error instanceof Error ? error.message : '';
  return `${name}: ${message} ${place.trim()}`.trim().slice(0, 500);
};
