import type { Fact } from '@rapport/events';
import type { CustomerProjection } from '@rapport/fold';
import { type Skipped, withoutSkipped } from '../skips/skipped';
import type { Entries } from '../views/fold-entries';
import type { KeptRow } from '../views/kept-row';
import { refold } from '../views/refold';

type Row = Readonly<Record<string, unknown>>;

/** The rows that somebody's events make, and the event at which folding them stops, if any. */
export interface Expected {
  readonly rows: readonly KeptRow[];
  readonly poison: string | null;
}

/** Of a customer: one row, or none. */
export const expectedOfCustomer = (
  projection: CustomerProjection<Row>,
  customer: string,
  facts: readonly Fact[],
  skipped: Skipped,
): Expected => {
  const { kept, parked } = refold(projection, customer, withoutSkipped(facts, skipped, customer), null);
  return { rows: kept ? [kept] : [], poison: parked?.poison.eventId ?? null };
};

/** Of an owner of entries. */
export const expectedOfOwner = ({ saved, parked }: Entries): Expected => ({
  rows: saved,
  poison: parked[0]?.poison.eventId ?? null,
});

/** What is parked of somebody in the live table. */
export interface LiveParked {
  readonly key: string;
  readonly eventId: string;
  /** Somebody wants it to be folded again, which may happen any moment. */
  readonly retry: boolean;
}

/**
 * Whether the rows can be held against the live ones. Somebody who is parked stands as before the event that cannot be folded,
 * and so does the rebuild if it stops at the same one. Otherwise nobody can say how live must stand: the table could not hold a
 * row (it stands as before that batch), the fold was mended since, or the retry is on its way.
 */
export const isComparable = ({ poison }: Expected, parked: LiveParked | undefined): boolean =>
  parked === undefined || (!parked.retry && parked.eventId === poison);
