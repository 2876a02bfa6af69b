import { randomBytes } from 'node:crypto';
import { checkAppends } from './check-append';
import { checkMove } from './check-bookmark';
import { memoryBookmarks } from './memory-bookmarks';
import type { Append, EventStore, Head, NewEvent, Outcome, Placed, Repeat, StoredEvent } from './event-store';
import { millisecondsOf } from './moment';
import { type Position, position } from './position';
import { PositionAhead, StoreClosed, checkEpoch } from './refusals';
import { scanByFollowing } from './scan';

/** Options of `memoryEventStore`. */
export interface MemoryOptions {
  /** 8 hex characters; random when absent. */
  readonly epoch?: string;
  /** Clock in milliseconds; the system's when absent. */
  readonly now?: () => number;
  /** Ordinal of the position before the first event; 0 when absent. */
  readonly before?: bigint;
  /** Most events of one batch when reading; 500 when absent. */
  readonly batch?: number;
}

/** What the log keeps of an event; its fingerprint stays inside. Null: forgotten. */
type Entry = StoredEvent & { fingerprint: string | null };

/**
 * The reference engine: an array, with what stands in each stream. Everything happens at once, in the order of the calls, so that it is right at a glance;
 * other engines are compared with it. Forgets all at the end of the process.
 */
export const memoryEventStore = (options: MemoryOptions = {}): EventStore => {
  const { epoch = randomBytes(4).toString('hex'), now = Date.now, before = 0n, batch = 500 } = options;
  const log: Entry[] = [];
  const byId = new Map<string, Entry>();
  const byStream = new Map<string, Entry[]>();
  const waiting = new Set<() => void>();
  const bookmarks = memoryBookmarks();
  let closed = false;
  let clock = 0;

  const wakeAll = (): void => {
    for (const wake of waiting) wake();
    waiting.clear();
  };
  const headPosition = (): Position => position(epoch, before + BigInt(log.length));
  const headOf = (last: Entry | undefined): Head =>
    last
      ? { position: last.position, eventId: last.id, recordedAt: last.recordedAt }
      : { position: position(epoch, before), eventId: null, recordedAt: null };

  const appendOne = ({ stream, expected, events }: Append): Outcome => {
    const known = events.flatMap((event) => byId.get(event.id) ?? []);
    if (known.length > 0) return repeatOf(events, known, byId);
    const earlier = byStream.get(stream) ?? [];
    const actual = earlier.length;
    if (expected !== 'any' && expected !== actual) return { status: 'stale', actual };
    clock = Math.max(clock, Math.floor(now()));
    const recordedAt = new Date(clock).toISOString();
    const placed = events.map(({ id, type, body, fingerprint }, index): Placed => {
      const place = {
        position: position(epoch, before + BigInt(log.length + 1)),
        version: actual + index + 1,
        recordedAt,
      };
      const entry = { ...place, id, stream, type, body, fingerprint };
      log.push(entry);
      byId.set(id, entry);
      earlier.push(entry);
      return place;
    });
    byStream.set(stream, earlier);
    return { status: 'appended', placed };
  };

  const store: EventStore = {
    bookmarks,
    ordinalsPerEvent: 1,
    async append(appends, move) {
      if (closed) throw new StoreClosed();
      checkAppends(appends);
      if (move) checkMove(move);
      if (move) bookmarks.require(move.hold);
      const outcomes = appends.map(appendOne);
      if (move && outcomes.every((outcome) => 'placed' in outcome)) bookmarks.put(move);
      wakeAll();
      return outcomes;
    },
    async *read(streams, upTo) {
      if (upTo !== undefined) checkEpoch(epoch, upTo);
      const end = upTo ?? headPosition();
      const found = [...new Set(streams)].flatMap((stream) => byStream.get(stream) ?? []);
      yield* batches(inOrder(found.filter((entry) => entry.position <= end)).map(stored), batch);
    },
    async find(ids) {
      return inOrder([...new Set(ids)].flatMap((id) => byId.get(id) ?? [])).map(stored);
    },
    async repeats(events) {
      return events.map(({ id, fingerprint }) => {
        const entry = byId.get(id);
        return entry && isKnownAs(fingerprint, entry) ? repeatAt(entry) : null;
      });
    },
    async *follow(after, signal) {
      if (after !== null) checkEpoch(epoch, after);
      if (after !== null && after > headPosition()) throw new PositionAhead(after, headPosition());
      let next = after === null ? 0 : log.filter((entry) => entry.position <= after).length;
      while (!signal.aborted && !closed) {
        const part = log.slice(next, next + batch);
        next += part.length;
        if (part.length > 0) yield part.map(stored);
        else await awoken(waiting, signal);
      }
    },
    scan: (range, signal) => scanByFollowing(store, range, signal),
    async head() {
      return headOf(log.at(-1));
    },
    async headAt(moment) {
      const at = new Date(millisecondsOf(moment)).toISOString();
      return headOf(log.findLast(({ recordedAt }) => recordedAt <= at));
    },
    async forget(streams) {
      const all = [...new Set(streams)].flatMap((stream) => byStream.get(stream) ?? []);
      const known = all.filter(({ fingerprint }) => fingerprint !== null && fingerprint !== '');
      for (const entry of known) entry.fingerprint = null;
      return known.length;
    },
    async close() {
      closed = true;
      wakeAll();
    },
  };
  return store;
};

/** Some id of the append is known: a repeat when all are known and the same, else a conflict. */
const repeatOf = (events: readonly NewEvent[], known: readonly Entry[], byId: ReadonlyMap<string, Entry>): Outcome => {
  const changed = events.find((event) => byId.has(event.id) && !isSame(event, byId.get(event.id)!));
  const offending = changed ?? (known.length < events.length ? known[0] : undefined);
  if (offending) return { status: 'conflict', eventId: offending.id };
  return {
    status: 'duplicate',
    placed: known.map(({ position: at, version, recordedAt }) => ({ position: at, version, recordedAt })),
  };
};

/** Two events with a fingerprint are the same when it is; else their bytes decide. What was forgotten is like anything. */
const isSame = (event: NewEvent, { fingerprint, type, body }: Entry): boolean => {
  if (fingerprint === null) return true;
  return event.fingerprint !== '' && fingerprint !== ''
    ? event.fingerprint === fingerprint
    : event.type === type && event.body === body;
};

/** As `isSame`, where nobody knows the bytes. */
const isKnownAs = (sent: string, { fingerprint }: Entry): boolean =>
  fingerprint === null || (fingerprint !== '' && fingerprint === sent);

const repeatAt = ({ stream, position: at, version, recordedAt }: Entry): Repeat => ({
  stream,
  position: at,
  version,
  recordedAt,
});

const stored = ({ id, stream, type, body, position: at, version, recordedAt }: Entry): StoredEvent => ({
  id,
  stream,
  type,
  body,
  position: at,
  version,
  recordedAt,
});

const inOrder = (entries: readonly Entry[]): readonly Entry[] =>
  entries.toSorted((one, other) => (one.position < other.position ? -1 : 1));

const batches = function* <T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
};

const awoken = (waiting: Set<() => void>, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const wake = (): void => {
      signal.removeEventListener('abort', wake);
      waiting.delete(wake);
      resolve();
    };
    waiting.add(wake);
    signal.addEventListener('abort', wake);
  });
