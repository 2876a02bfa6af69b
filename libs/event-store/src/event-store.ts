import type { Bookmarks, Move } from './bookmarks';
import type { Position } from './position';

/** An event on its way into the store: opaque canonical bytes with the few facts that an engine must know. */
export interface NewEvent {
  /** UUID, unique for ever: the idempotency key of the append. */
  readonly id: string;
  readonly type: string;
  /** Canonical JSON, one line; stored byte for byte and covered by the hash chain. */
  readonly body: string;
  /**
   * Keyed hash (hex) of what the sender sent, kept beside the bytes and never chained; tells a repeat from a changed
   * body under an old id. Empty for events of our own, whose bytes are compared instead.
   */
  readonly fingerprint: string;
}

/** One atomic append: all its events go to one stream, in order, or none does. */
export interface Append {
  /** Stream name: printable, without control characters, at most 200 characters. */
  readonly stream: string;
  /** The stream's version that the writer has seen (0 = no event yet), or 'any' for streams without rules of their own. */
  readonly expected: number | 'any';
  readonly events: readonly NewEvent[];
}

/** Where an event stands in the store. */
export interface Placed {
  readonly position: Position;
  /** 1-based version within the stream. */
  readonly version: number;
  /** When the store appended it: RFC 3339, UTC, milliseconds; rises with the position. */
  readonly recordedAt: string;
}

/**
 * What became of one append.
 * - `appended`: durable now;
 * - `duplicate`: every event was already there with the same fingerprint (or bytes); places are the first ones;
 * - `conflict`: an id is known with another fingerprint, or only part of the ids is known: nothing was written;
 * - `stale`: the stream's version is not the expected one: nothing was written.
 */
export type Outcome =
  | { readonly status: 'appended' | 'duplicate'; readonly placed: readonly Placed[] }
  | { readonly status: 'conflict'; readonly eventId: string }
  | { readonly status: 'stale'; readonly actual: number };

/** An event as the store gives it back. */
export interface StoredEvent extends Placed {
  readonly id: string;
  readonly stream: string;
  readonly type: string;
  readonly body: string;
}

/** Where an event stands that was sent again. */
export interface Repeat extends Placed {
  readonly stream: string;
}

/** Types of events: those named, or all but those named. */
export type Types = { readonly only: readonly string[] } | { readonly but: readonly string[] };

/** A part of the log, and which of its events. */
export interface ScanRange {
  /** Exclusive; null = from the start. */
  readonly after: Position | null;
  /** Inclusive; at or before the end of the log. */
  readonly upTo: Position;
  /** All when absent. */
  readonly types?: Types;
}

/** An event as a scan gives it: all that folding needs. */
export type ScannedEvent = Pick<StoredEvent, 'id' | 'stream' | 'position' | 'recordedAt' | 'body'>;

/** The next part of a scan: whatever is wanted between the end of the one before and its own end. */
export interface Stretch {
  /** Inclusive. */
  readonly upTo: Position;
  /** Events of the log in it, wanted or not. */
  readonly count: number;
  /** The wanted ones, in order; may be none. */
  readonly events: readonly ScannedEvent[];
}

/** The end of the log: everything at or before `position` is committed. `eventId` is null in an empty store. */
export interface Head {
  readonly position: Position;
  readonly eventId: string | null;
  readonly recordedAt: string | null;
}

/**
 * The store could not find out whether the append was committed (its connection died and did not come back in time).
 * The caller repeats the same append later: ids make that safe.
 */
export class OutcomeUnknown extends Error {
  constructor(cause: unknown) {
    super('the outcome of the append is unknown; repeat it with the same ids', { cause });
    this.name = 'OutcomeUnknown';
  }
}

/** The store's queue is full: nothing was written, try again in a moment. */
export class StoreBusy extends Error {
  constructor(readonly queued: number) {
    super(`the append queue is full (${queued} events)`);
    this.name = 'StoreBusy';
  }
}

/**
 * The event store. Every engine keeps the whole contract (`contract/contract.ts`); there are no optional parts.
 * Order: positions rise in commit order without exception, so that a follower never misses an event.
 */
export interface EventStore {
  /**
   * Appends independently of each other; one outcome per append, in the order given. Idempotent by event id. Appends to one
   * stream, or of one event, take effect in the order given. Between streams a call has no order, as between two callers:
   * whoever needs one there awaits the first call before the second.
   *
   * With a move, somebody's bookmark goes along: it is moved not before everything of the call is durable, and only when every
   * outcome is `appended` or `duplicate` (of a conflict its reader has something to do first). An engine that keeps events and
   * bookmarks in one database moves it in the transaction of the (last) append, and writes nothing for a hold that was lost.
   * @throws OutcomeUnknown | StoreBusy; with a move also BookmarkLost: the bookmark was not moved.
   */
  append(appends: readonly Append[], move?: Move): Promise<readonly Outcome[]>;
  readonly bookmarks: Bookmarks;
  /** How far apart the ordinals of two events are, about: 1 where they are counted, more where they are places in a file. */
  readonly ordinalsPerEvent: number;
  /** All events of the streams up to and including `upTo`, in log order, in batches. Unknown streams are empty. */
  read(streams: readonly string[], upTo?: Position): AsyncIterable<readonly StoredEvent[]>;
  /** The events with these ids, in log order; unknown ids are left out. */
  find(ids: readonly string[]): Promise<readonly StoredEvent[]>;
  /**
   * Where each of the events stands, in order, when it is there with this very fingerprint, or its fingerprint is forgotten: an
   * append of it would be a duplicate. Null for all others, which only an append can tell apart: unknown ones, changed ones, and those
   * of which one of the two has no fingerprint. Reads no bodies, so whoever sends much again is answered at little cost.
   */
  repeats(events: readonly Pick<NewEvent, 'id' | 'fingerprint'>[]): Promise<readonly (Repeat | null)[]>;
  /**
   * The whole log after a position (null = from the start), in order, without gap or repeat, first what is there, then
   * live, until the signal aborts. Batches are never empty.
   * @throws EpochMismatch when `after` is of another history.
   */
  follow(after: Position | null, signal: AbortSignal): AsyncIterable<readonly StoredEvent[]>;
  /**
   * A part of the log that is there already, for who folds years of it: only events of the types wanted, in order, in stretches
   * that follow upon each other from `after` to `upTo`. Costs as little as the engine can make it; what is not wanted need not be
   * sent. Ends early only when the signal aborts.
   * @throws EpochMismatch | PositionAhead for either end; StoreClosed
   */
  scan(range: ScanRange, signal: AbortSignal): AsyncIterable<Stretch>;
  head(): Promise<Head>;
  /**
   * The end of the log as it was at a moment (RFC 3339 with an offset, to the millisecond): the last event recorded at or before
   * it, or the place before the first one when there was none yet. A moment that is still to come gives the end as it is now.
   * @throws InvalidMoment
   */
  headAt(moment: string): Promise<Head>;
  /**
   * Erasure: forgets the fingerprints of all events of the streams, for ever. A repeat of such an event is a duplicate from
   * then on, whatever it says, because nobody can tell any more. Gives back how many there were; repeating it forgets none.
   */
  forget(streams: readonly string[]): Promise<number>;
  /** Drains the queue and releases connections. */
  close(): Promise<void>;
}
