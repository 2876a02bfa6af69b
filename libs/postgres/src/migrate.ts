import type { Pool, PoolClient } from 'pg';
import { goneOf, tablesOf, TablesGone } from './tables-gone';
import { inTransaction } from './transaction';

/** The database was migrated by newer code than this: running on could destroy what the newer code wrote. */
export class NewerDatabase extends Error {
  constructor(
    readonly component: string,
    readonly applied: number,
    readonly known: number,
  ) {
    super(
      `the database knows ${applied} migration steps of "${component}", this version only ${known}: ` +
        'start the newer version again, or use another database',
    );
    this.name = 'NewerDatabase';
  }
}

/** The database keeps texts in an encoding that has no place for most of what people write: their events could not be recorded. */
export class WrongEncoding extends Error {
  constructor(readonly encoding: string) {
    super(`the database keeps texts as ${encoding}: create one with ENCODING 'UTF8' TEMPLATE template0, and use that`);
    this.name = 'WrongEncoding';
  }
}

/**
 * Brings one component's tables up to date. Steps are SQL texts, counted from 1 and never edited once released: each runs
 * once, in its own transaction, under a lock per component, so that several processes may start at the same time.
 * @throws NewerDatabase when the database knows more steps than the code; WrongEncoding, before anything is made, when it is not UTF-8;
 * TablesGone when tables that earlier steps made are not there.
 */
export const migrate = async (pool: Pool, component: string, steps: readonly string[]): Promise<void> => {
  await inTransaction(pool, createMeta);
  for (;;) if (await inTransaction(pool, (client) => applyNext(client, component, steps))) return;
};

/** All missing steps within the caller's transaction: nobody sees a component with some of them. */
export const migrateWithin = async (client: PoolClient, component: string, steps: readonly string[]): Promise<void> => {
  while (!(await applyNext(client, component, steps)));
};

/** Another process's steps may take long, whatever the connections of the pool have been told about waiting. */
const PATIENT = 'set local lock_timeout = 0';

const createMeta = async (client: PoolClient): Promise<void> => {
  const { rows } = await client.query<{ encoding: string }>(`select current_setting('server_encoding') as encoding`);
  if (rows[0]!.encoding !== 'UTF8') throw new WrongEncoding(rows[0]!.encoding);
  // `if not exists` is not safe against itself: two first starts would race for the same name.
  await client.query(PATIENT);
  await client.query("select pg_advisory_xact_lock(hashtextextended('rapport_meta', 0))");
  await client.query('create schema if not exists rapport_meta');
  await client.query(`create table if not exists rapport_meta.migration (
    component text not null, step int not null, applied_at timestamptz not null default now(),
    primary key (component, step))`);
};

/** Keeps others from a component's steps until the transaction ends; how many were run. */
export const lockSteps = async (client: PoolClient, component: string): Promise<number> => {
  await client.query(PATIENT);
  await client.query("select pg_advisory_xact_lock(hashtextextended('rapport_meta ' || $1, 0))", [component]);
  const { rows } = await client.query<{ applied: number }>(
    'select coalesce(max(step), 0) as applied from rapport_meta.migration where component = $1',
    [component],
  );
  return rows[0]!.applied;
};

/** Applies the first missing step; true when none was missing. */
const applyNext = async (client: PoolClient, component: string, steps: readonly string[]): Promise<boolean> => {
  const applied = await lockSteps(client, component);
  if (applied > steps.length) throw new NewerDatabase(component, applied, steps.length);
  const gone = await goneOf(client, tablesOf(steps.slice(0, applied)));
  if (gone.length > 0) throw new TablesGone(component, gone);
  const next = steps[applied];
  if (next === undefined) return true;
  await client.query(next);
  await client.query('insert into rapport_meta.migration (component, step) values ($1, $2)', [component, applied + 1]);
  return false;
};
