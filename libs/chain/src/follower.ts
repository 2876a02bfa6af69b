import { setTimeout as pause } from 'node:timers/promises';
import { ordinalOf, type EventStore, type StoredEvent } from '@rapport/event-store';
import { inTransaction } from '@rapport/postgres';
import type { Pool } from 'pg';
import type { Anchor } from './anchor';
import { insertAnchor, lastAnchor } from './anchor-rows';
import { entryOf } from './entry';
import type { AnchorExport } from './export-anchors';
import { keepLease, LeaseLost } from './lease';
import { SEGMENT_MAX } from './segment';
import type { SigningKey } from './signing-key';
import { nextAnchor, type Seen } from './tip';

/** An event, and where it was. */
interface Mark {
  readonly id: string;
  readonly position: string;
}

/** The store no longer holds an event where it was: this log is another one, or lost its end. */
export class HistoryChanged extends Error {
  override readonly name = 'HistoryChanged';
  constructor(what: string, { id, position }: Mark, found: string | undefined, advice: string) {
    super(
      `${what} event ${id} at ${position}, the store has it at ${found ?? 'no position'}: ` +
        `no anchors are made until a person has looked${advice}`,
    );
  }
}

/** What a follower works with; times in milliseconds. */
export interface FollowerParts {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly key: SigningKey;
  /** Called with anchors once they are in the database. */
  readonly onAnchors: (anchors: readonly Anchor[]) => Promise<void>;
  readonly owner: string;
  readonly ttlMs: number;
  /** The longest that an event waits for its anchor. */
  readonly everyMs: number;
  /** How long it rests after reading a few events, so that the next reading finds more. */
  readonly restMs: number;
  readonly now: () => Date;
  /** What was read last, by a follower before this one too: a log that has lost it since is not covered as if nothing had been. */
  readonly read: { last: Mark | null };
}

/** A batch smaller than this was all there was. */
const FEW = 256;

/** Where the log goes on after the last anchor: by the event itself, since a restored log has another epoch. */
const startOf = async (store: EventStore, last: Anchor | null): Promise<string | null> => {
  if (last === null) return null;
  const mark = { id: last.eventId, position: last.position };
  return placeOf(store, mark, `anchor ${last.number} ends with`, '; "rapport verify" says what is missing');
};

const placeOf = async (store: EventStore, mark: Mark, what: string, advice: string): Promise<string> => {
  const [found] = await store.find([mark.id]);
  if (!found || ordinalOf(found.position) !== ordinalOf(mark.position))
    throw new HistoryChanged(what, mark, found?.position, advice);
  return found.position;
};

/** A standby that takes over may lack the end of the log, and nothing else says so: what it has is of one piece. */
const stillThere = (store: EventStore, mark: Mark): Promise<string> =>
  placeOf(store, mark, 'this process has read', ' and started it again (docs: back up, "When a standby takes over")');

const seenOf = (event: StoredEvent): Seen => ({
  ...entryOf(event),
  position: event.position,
  id: event.id,
  recordedAt: event.recordedAt,
});

/**
 * Follows the log and makes an anchor with its evidence of every thousand events, or of what has come within `everyMs`; both in
 * one transaction, so that nothing can come between the two. Ends when the signal aborts, having covered what it had read.
 * @throws LeaseLost | HistoryChanged, and whatever store or database throw.
 */
export const followChain = async (parts: FollowerParts, signal: AbortSignal): Promise<void> => {
  const { pool, store, everyMs, restMs, read } = parts;
  if (read.last) await stillThere(store, read.last);
  let last = await lastAnchor(pool);
  let waiting: Seen[] = [];
  let since = 0;
  const cover = async (isAll: boolean): Promise<void> => {
    const count = isAll ? waiting.length : waiting.length - (waiting.length % SEGMENT_MAX);
    if (count === 0) return;
    last = await writeAnchors(parts, last, waiting.slice(0, count));
    waiting = waiting.slice(count);
    since = performance.now();
  };
  const batches = store.follow(await startOf(store, last), signal)[Symbol.asyncIterator]();
  let next: Promise<IteratorResult<readonly StoredEvent[]>> | undefined;
  while (!signal.aborted) {
    next ??= batches.next();
    const left = waiting.length === 0 ? null : Math.max(0, since + everyMs - performance.now());
    const arrived = left === null ? await next : await within(next, left);
    if (arrived !== null) {
      next = undefined;
      if (arrived.done) break;
      if (waiting.length === 0) since = performance.now();
      for (const event of arrived.value) waiting.push(seenOf(event));
      read.last = waiting.at(-1) ?? read.last;
    }
    await cover(performance.now() - since >= everyMs);
    if (arrived !== null && arrived.value.length < FEW) {
      await pause(Math.min(restMs, everyMs), undefined, { signal }).catch(() => undefined);
    }
  }
  if (!(signal.reason instanceof LeaseLost)) await cover(true);
};

/** Anchors of at most a thousand events each, all in one transaction. */
const writeAnchors = async (parts: FollowerParts, last: Anchor | null, seen: readonly Seen[]): Promise<Anchor> => {
  const { pool, store, key, owner, ttlMs, now, onAnchors } = parts;
  // Read from one server, and written to another that may lack it.
  await stillThere(store, seen.at(-1)!);
  const made: { anchor: Anchor; entries: readonly Seen[] }[] = [];
  for (let from = 0; from < seen.length; from += SEGMENT_MAX) {
    const entries = seen.slice(from, from + SEGMENT_MAX);
    made.push({ anchor: nextAnchor(made.at(-1)?.anchor ?? last, entries, key, now()), entries });
  }
  await inTransaction(pool, async (client) => {
    await keepLease(client, owner, ttlMs);
    for (const { anchor, entries } of made) await insertAnchor(client, anchor, { number: anchor.number, entries });
  });
  await onAnchors(made.map(({ anchor }) => anchor));
  return made.at(-1)!.anchor;
};

/** What the promise gives, or null when it takes longer. */
const within = async <T>(promise: Promise<T>, ms: number): Promise<T | null> => {
  const timer = new AbortController();
  const late = pause(ms, null, { signal: timer.signal }).catch(() => null);
  return Promise.race([promise, late]).finally(() => timer.abort());
};
