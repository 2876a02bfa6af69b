import {
  EpochMismatch,
  type EventStore,
  PositionAhead,
  checkAppends,
  checkMove,
  scanByFollowing,
} from '@rapport/event-store';
import { createPool, migrate } from '@rapport/postgres';
import type { Pool } from 'pg';
import { engineBookmarks } from '../bookmarks';
import { catchUp } from './catch-up';
import { Connection } from './connection';
import { EventIndex } from './event-index';
import { backOff } from '../postgres/failure';
import { KurrentUnreachable, ServerRefused } from './failure';
import { follow } from './follow';
import { beginEpoch, openHistory } from './history';
import { steps } from './index-schema';
import { Lane } from './lane';
import { LogReader } from './log-reader';
import { ServerTooOld } from './records';
import { openClaims } from './open-claims';
import { Placing } from './placing';

/** Options of `kurrentEventStore`; times in milliseconds. */
export interface KurrentStoreOptions {
  /** PostgreSQL for the index of events by id: a pool, or a URL for a pool of its own. */
  readonly database: Pool | string;
  /** Events that may wait in the queue before `StoreBusy`; 50,000 when absent. */
  readonly queuedEvents?: number;
  /** Characters of their bodies; 128 Mi when absent. */
  readonly queuedSize?: number;
  /** How long to find out about an append before `OutcomeUnknown`; 20,000 when absent: most clients give a request 30 s. */
  readonly deadline?: number;
  /** How long to wait for any one answer of a server; 10,000 when absent. */
  readonly answer?: number;
  /** How often a follower that hears nothing looks at the head of the log; 1,000 when absent. */
  readonly poll?: number;
}

/** Connections to PostgreSQL: one claims and confirms, others look things up. */
const CONNECTIONS = 4;
/** Its positions are places in its files. */
const OCTETS_OF_EVENT = 1_000;

/** What waiting for the server does not help against. */
const FINAL = [EpochMismatch, PositionAhead, ServerRefused, ServerTooOld];

/** A server that starts at the same time as we do is waited for, as long as for any answer. */
const answering = async <T>(url: string, ms: number, ask: () => Promise<T>): Promise<T> => {
  const end = performance.now() + ms;
  for (let failures = 0; ;) {
    try {
      return await ask();
    } catch (error) {
      const fromPostgres = (error as { severity?: string }).severity !== undefined;
      if (fromPostgres || FINAL.some((kind) => error instanceof kind)) throw error;
      // Without user, password and options.
      if (performance.now() > end)
        throw new KurrentUnreachable(url.replace(/^(.*?:\/\/)(?:[^@]*@)?([^/?]*).*$/, '$1$2'), error);
      await backOff(++failures);
    }
  }
};

/**
 * The event store on KurrentDB (EventStoreDB 22.10 or newer) at a connection string `kurrentdb://…` or `esdb://…`, with an index of its
 * events in PostgreSQL, schema `rapport_kurrent` (created and migrated here). Any number of processes may share both. The log is ours
 * alone to append to in our streams; events of other writers are left out.
 */
export const kurrentEventStore = async (url: string, options: KurrentStoreOptions): Promise<EventStore> => {
  const { database, queuedEvents = 50_000, queuedSize = 128 * 1024 * 1024 } = options;
  const { deadline = 20_000, answer = 10_000, poll = 1_000 } = options;
  const connection = new Connection(url, answer);
  const own =
    typeof database === 'string'
      ? createPool(database, { name: 'rapport-kurrent', max: CONNECTIONS, connectTimeout: answer })
      : undefined;
  const pool = own ?? (database as Pool);
  try {
    await migrate(pool, 'kurrent-index', steps);
    const epoch = await answering(url, answer, () => openHistory(pool, connection, answer));
    const index = new EventIndex(pool, epoch, answer);
    const reader = new LogReader(connection, index, epoch, answer);
    const placing = new Placing(connection, index, reader);
    await answering(url, answer, () => catchUp(index, reader));
    const lane = new Lane(epoch, index, placing, { queuedEvents, queuedSize, deadline });
    const claims = openClaims(index, placing, deadline);
    const closing = new AbortController();
    const closeAll = async (): Promise<void> => {
      await lane.close();
      closing.abort();
      await claims.stop();
      await connection.close();
      await own?.end();
    };
    let closed: Promise<void> | undefined;
    const bookmarks = engineBookmarks(pool, 'rapport_kurrent', answer);
    const store: EventStore = {
      bookmarks,
      ordinalsPerEvent: OCTETS_OF_EVENT,
      async append(appends, move) {
        checkAppends(appends);
        if (move === undefined) return lane.append(appends);
        checkMove(move);
        await bookmarks.require(move.hold);
        const outcomes = await lane.append(appends);
        if (outcomes.every((outcome) => 'placed' in outcome)) await bookmarks.move(move);
        return outcomes;
      },
      read: (streams, upTo) => reader.read(streams, upTo),
      find: (ids) => reader.find(ids),
      repeats: (events) => reader.repeats(events),
      follow: (after, signal) =>
        follow({ connection, reader, epoch, poll }, after, AbortSignal.any([signal, closing.signal])),
      scan: (range, signal) => scanByFollowing(store, range, signal),
      head: () => reader.head(),
      headAt: async (moment) => reader.headAt(moment),
      forget: (streams) => index.forget(streams),
      close: () => (closed ??= closeAll()),
    };
    return store;
  } catch (error) {
    await connection.close();
    await own?.end();
    throw error;
  }
};

/**
 * Begins a new epoch after KurrentDB was restored from a copy, and gives it back: followers that hold positions of before
 * stop and say so. Forgets the index, which the next opening makes anew. Nothing may have the store open meanwhile.
 */
export const beginKurrentEpoch = async (url: string, database: Pool, answer = 10_000): Promise<string> => {
  const connection = new Connection(url, answer);
  try {
    await migrate(database, 'kurrent-index', steps);
    return await beginEpoch(database, connection, answer);
  } finally {
    await connection.close();
  }
};
