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

/** The store no longer holds the event of the last anchor where it was: this log is another one, or lost its end. */
export class HistoryChanged extends Error {
  constructor({ number, eventId, position }: Anchor, found: string | undefined) {
    super(
      `anchor ${number} ends with event ${eventId} at ${position}, the store has it at ${found ?? 'no position'}: ` +
        'no anchors are made until a person has looked; "rapport verify" says what is missing',
    );
    this.name = 'HistoryChanged';
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
}

/** A batch smaller than this was all there was. */
const FEW = 256;

/** Where the log goes on after the last anchor: by the event itself, since a restored log has another epoch. */
const startOf = async (store: EventStore, last: Anchor | null): Promise<string | null> => {
  if (last === null) return null;
  const [found] = await store.find([last.eventId]);
  if (!found || ordinalOf(found.position) !== ordinalOf(last.position)) throw new HistoryChanged(last, found?.position);
  return found.position;
};

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
  const { pool, store, everyMs, restMs } = parts;
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
  const { pool, key, owner, ttlMs, now, onAnchors } = parts;
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
