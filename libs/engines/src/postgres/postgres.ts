import { type EventStore, checkAppends, checkMove } from '@rapport/event-store';
import { createPool, migrate, Timeline, withSettings } from '@rapport/postgres';
import type { Pool } from 'pg';
import { engineBookmarks } from '../bookmarks';
import { follow } from './follow';
import { forget } from './forget';
import { Lane } from './lane';
import { LaneConnection } from './lane-connection';
import { LogReader, readHead } from './log-reader';
import { StoredRows } from './rows';
import { scan } from './scan';
import { steps } from './schema';
import { SignalLine } from './signal-line';

/** Options of `postgresEventStore`; times in milliseconds. */
export interface PostgresStoreOptions {
  /** Events that may wait in the queue before `StoreBusy`; 50,000 when absent. */
  readonly queuedEvents?: number;
  /** Characters of their bodies; 128 Mi when absent. */
  readonly queuedSize?: number;
  /** How long to find out about an append before `OutcomeUnknown`; 20,000 when absent: most clients give a request 30 s. */
  readonly deadline?: number;
  /** How long to wait for any one answer of the server; 10,000 when absent. */
  readonly answer?: number;
  /** How often a follower looks without being told; 1,000 when absent. */
  readonly poll?: number;
  /** Shared with whoever puts together what is appended: an append of before another server took over is refused (`TakenOver`). */
  readonly timeline?: Timeline;
}

/**
 * All is asked by index, whatever the planner believes of a table that was empty a moment ago. So one plan for each statement will do:
 * followers ask so often for so little that making plans by what is asked cost more than carrying them out.
 */
const PLAN_BY_INDEX = ['enable_seqscan=off', 'enable_bitmapscan=off', 'plan_cache_mode=force_generic_plan'];

/**
 * The event store on PostgreSQL 14 or newer, in the schema `rapport_store` (created and migrated here). Given a pool, it uses
 * one connection for the writer lane, one for signals, and others for moments; given a URL, it has a pool of its own,
 * which ends with it. Any number of processes may share one database.
 */
export const postgresEventStore = async (
  poolOrUrl: Pool | string,
  options: PostgresStoreOptions = {},
): Promise<EventStore> => {
  const {
    queuedEvents = 50_000,
    queuedSize = 128 * 1024 * 1024,
    deadline = 20_000,
    answer = 10_000,
    poll = 1_000,
    timeline = new Timeline(),
  } = options;
  const own =
    typeof poolOrUrl === 'string'
      ? createPool(withSettings(poolOrUrl, PLAN_BY_INDEX), { name: 'rapport-store', connectTimeout: answer })
      : undefined;
  const pool = own ?? (poolOrUrl as Pool);
  try {
    await migrate(pool, 'event-store', steps);
    timeline.watch(pool);
    await timeline.look(pool);
    const { epoch, ordinal } = await readHead(pool, answer);
    const line = new SignalLine(pool, answer);
    const reader = new LogReader(pool, epoch, answer, timeline);
    const connection = new LaneConnection(pool, { lock: answer * 0.4, statement: answer * 0.8, answer }, timeline);
    const limits = { queuedEvents, queuedSize, deadline };
    const lane = new Lane(epoch, BigInt(ordinal), connection, new StoredRows(epoch), limits, () => line.committed());
    const closeAll = async (): Promise<void> => {
      await lane.close();
      await line.close();
      await own?.end();
    };
    let closed: Promise<void> | undefined;
    const bookmarks = engineBookmarks(pool, 'rapport_store', answer);
    return {
      bookmarks,
      ordinalsPerEvent: 1,
      async append(appends, move) {
        checkAppends(appends);
        if (move) checkMove(move);
        if (move && appends.length === 0) await bookmarks.move(move);
        return lane.append(appends, move);
      },
      read: (streams, upTo) => reader.read(streams, upTo),
      find: (ids) => reader.find(ids),
      repeats: (events) => reader.repeats(events),
      follow: (after, signal) => follow(reader, line, after, signal, poll),
      scan: (range, signal) => scan({ pool, reader, timeout: answer, isClosed: () => line.closed }, range, signal),
      head: () => reader.head(),
      headAt: async (moment) => reader.headAt(moment),
      forget: (streams) => forget(pool, streams, answer),
      close: () => (closed ??= closeAll()),
    };
  } catch (error) {
    await own?.end();
    throw error;
  }
};
