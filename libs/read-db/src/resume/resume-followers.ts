import { epochOf, isPosition, ordinalOf, type EventStore } from '@rapport/event-store';
import { inTransaction, type Sql } from '@rapport/postgres';
import type { Pool } from 'pg';
import { migrateDerived } from '../lost/migrate-derived';
import { PAST_STEPS } from '../pasts/schema';
import { REPLAY_STEPS } from '../replay/schema';
import { RULES_STEPS } from '../rules/schema';
import { READ_DB_STEPS } from '../schema';
import { WHAT_IF_STEPS } from '../what-if/schema';
import { breakOff } from './break-off';
import { relabel } from './relabel';
import { RESUME_STEPS } from './schema';
import { startOver } from './start-over';
import { tellFollowers } from './tell-followers';

/** A checkpoint as it stands in the table. */
export interface StoodAt {
  readonly projection: string;
  readonly version: number;
  readonly position: string;
  readonly eventId: string | null;
}

/** What `resumeFollowers` found and did. */
export interface Resumed {
  /** Of the log. */
  readonly epoch: string;
  /**
   * - `nothing`: every checkpoint is in this log and of its epoch;
   * - `moved`: every checkpoint is in this log, and its positions are of its epoch now;
   * - `rebuilt`: some were not, so all views begin again at the start of the log.
   */
  readonly how: 'nothing' | 'moved' | 'rebuilt';
  /** Checkpoints at events that this log does not have, or has elsewhere. */
  readonly astray: readonly StoodAt[];
  /** Rows whose positions were moved. */
  readonly rows: number;
}

const CHECKPOINTS = 'select projection, version, position, event_id::text as "eventId" from rapport_read.checkpoint';
/** Nobody may take a lease meanwhile, and who holds one finds that it has lost it. */
const FENCE = [
  'lock table rapport_read.lease, rapport_read.checkpoint in exclusive mode',
  `update rapport_read.lease set owner = 'resume', epoch = epoch + 1, until = clock_timestamp() - interval '1 ms'`,
];
const DONE = [
  'update rapport_read.checkpoint set fault = null, waiting_since = null where fault is not null',
  'delete from rapport_read.head',
];

/** The tables that are asked may be of a database in which no follower has ever been. */
const prepare = async (pool: Pool): Promise<void> => {
  await migrateDerived(pool, 'read-db', READ_DB_STEPS);
  await migrateDerived(pool, 'replay', REPLAY_STEPS);
  await migrateDerived(pool, 'rules', RULES_STEPS);
  await migrateDerived(pool, 'resume', RESUME_STEPS);
  await migrateDerived(pool, 'what-if', WHAT_IF_STEPS);
  await migrateDerived(pool, 'pasts', PAST_STEPS);
};

const checkpoints = async (sql: Sql): Promise<readonly StoodAt[]> =>
  (await sql.query<StoodAt>(CHECKPOINTS)).rows.filter(({ position }) => position !== '');

const astrayAmong = async (store: Pick<EventStore, 'find'>, stood: readonly StoodAt[]): Promise<readonly StoodAt[]> => {
  const ids = [...new Set(stood.flatMap(({ eventId }) => eventId ?? []))];
  const found = new Map((await store.find(ids)).map((event) => [event.id, ordinalOf(event.position)]));
  return stood.filter(
    ({ position, eventId }) => eventId === null || !isPosition(position) || found.get(eventId) !== ordinalOf(position),
  );
};

/**
 * Makes the followers go on after the log was restored or replaced. What stands at events that this log has moves to its
 * epoch; when anything is ahead of it or beside it, everything derived is built again from nothing, which is always right.
 * All in one transaction; followers that have stopped notice and begin again.
 */
export const resumeFollowers = async (pool: Pool, store: Pick<EventStore, 'find' | 'head'>): Promise<Resumed> => {
  await prepare(pool);
  const { position } = await store.head();
  const epoch = epochOf(position);
  return inTransaction(pool, async (client) => {
    for (const statement of FENCE) await client.query(statement);
    const stood = await checkpoints(client);
    const astray = await astrayAmong(store, stood);
    const isOurs = stood.every((one) => epochOf(one.position) === epoch);
    if (astray.length === 0 && isOurs) return { epoch, how: 'nothing', astray, rows: 0 };
    await breakOff(client, astray.length > 0);
    if (astray.length > 0) await startOver(client);
    const rows = astray.length > 0 ? 0 : await relabel(client, epoch);
    for (const statement of DONE) await client.query(statement);
    await tellFollowers(client, epoch);
    return { epoch, how: astray.length > 0 ? 'rebuilt' : 'moved', astray, rows };
  });
};
