import type { Fact } from '@rapport/events';
import type { Handler, Handlers } from './handler';

interface ProjectionBase<Row> {
  /** kebab-case: the question it answers. */
  readonly name: string;
  /** Bump it when the fold or the row changes: a new table is built beside the old one. */
  readonly version: number;
  /** Handler per event type; the handled types are derived from it. */
  readonly on: Handlers<Row>;
  /** Runs for every event that is a touchpoint or business fact, before the handler of its type. */
  readonly each?: Handler<Row, Fact>;
}

/**
 * One row per customer. Its facts are all events whose owner belongs to the customer, with corrections and retractions
 * applied (`effectiveFacts`), folded in the order (occurredAt, eventId). When customers are joined, split or corrected, the
 * row is folded anew from the store. Corrections themselves and decisions about identity are not among the facts: they say
 * what the facts are. A customer without a fact that the projection handles has no row.
 */
export interface CustomerProjection<Row> extends ProjectionBase<Row> {
  readonly scope: 'customer';
  /** Where handlers change rows in place, no part of it is shared between two calls. */
  readonly initial: () => Row;
  /**
   * 'free': the fold gives the same row in any order of facts (prove it by a property), so late events are folded as they
   * come. 'occurred': late events make the customer's row be folded anew.
   */
  readonly order: 'free' | 'occurred';
  /**
   * Rules whose tiers the fold is told: `TierAssigned` and `TierEnded` of the customer's handles are then among its facts, as
   * `toldFacts` makes them, each from the moment on at which it holds. The order must be 'occurred'.
   */
  readonly tiersOf?: ReadonlySet<string>;
  /** Only what had happened by this moment is folded (RFC 3339, UTC, milliseconds), corrected as it is known; see `occurredBy`. */
  readonly until?: string;
}

/**
 * Rows that do not belong to a customer as a whole and so never move when customers are joined or split: for example one
 * per event. A fact may touch several rows (`keys`); `initial` sees the fact that made the row. Facts come as they were
 * recorded, in log order, corrections and decisions included; with `takeBack` they come otherwise.
 */
export interface EntryProjection<Row> extends ProjectionBase<Row> {
  readonly scope: 'entry';
  readonly keys: (fact: Fact) => readonly string[];
  readonly initial: (key: string, fact: Fact) => Row;
  /**
   * Who keeps a row. 'owner' (when absent): the worker of the owner handle's slice, so all facts that touch one row must
   * have one owner (a correction has the owner of its target). 'key': the worker of the key's slice, so that any facts may
   * touch it; keys must then be evenly spread UUIDs, as those of uuid5 are.
   */
  readonly slicedBy?: 'owner' | 'key';
  /**
   * True where each row is of one event and is called by its id: before that event nothing but a correction of it makes the
   * row, so nobody has to look for it.
   */
  readonly rowsOfEvents?: boolean;
  /**
   * Takes an event's effect off a row, for counts and the like. A projection that has it never sees corrections and
   * retractions: when one is recorded, the event as it stood is taken back from its rows and, if it still stands, the event
   * as it is now is folded in like any other. A record that comes before its event waits for it.
   */
  readonly takeBack?: (row: Row, fact: Fact) => Row;
}

export type Projection<Row = any> = CustomerProjection<Row> | EntryProjection<Row>;
