import type { DataSource } from 'typeorm';
import type { EventStore } from '@rapport/event-store';
import { decodeEvent, type Fact } from '@rapport/events';
import { customerRow, entryRows, RuleRuns, toldFacts } from '@rapport/fold';
import { identityOf } from '@rapport/decisions';
import { tablePathOf } from '@rapport/projections';
import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import { follow, type FollowOptions, type ProjectionTable } from '../follow';
import type { Following } from '../following';
import { DECIDED } from '../identity/unread';
import { openReadDb } from '../open-read-db';
import { openRowStore } from '../views/row-store';
import { worldProjections } from './projections';

/** A database of its own with the tables of the world's projections. */
export interface Stage {
  readonly database: FreshDatabase;
  readonly readDb: DataSource;
  follow(store: EventStore, more?: Partial<FollowOptions>): Promise<Following>;
  close(): Promise<void>;
}

export const openStage = async (projections: readonly ProjectionTable[] = worldProjections): Promise<Stage> => {
  const database = await freshDatabase();
  const readDb = await openReadDb(database.url, projections.map(({ table }) => table), 2); // prettier-ignore
  const followings: Following[] = [];
  const base = { pool: database.pool, readDb, projections, ttlMs: 600, log: () => undefined };
  return {
    database,
    readDb,
    follow: async (store, more = {}) => {
      const following = await follow({ ...base, store, ...more });
      followings.push(following);
      return following;
    },
    // A test that failed has not stopped what it started.
    close: async () => {
      await Promise.all(followings.map((following) => following.stop()));
      await readDb.destroy();
      await database.drop();
    },
  };
};

/** Waits until every checkpoint is at the end of the log and nothing more is decided. */
export const settled = async ({ database: { pool } }: Stage, store: EventStore, ms = 60_000): Promise<void> => {
  const end = performance.now() + ms;
  for (;;) {
    const { position } = await store.head();
    const { rows } = await pool.query<{ position: string; fault: string | null }>(
      `select position, fault from ${DECIDED} c where projection not like '%~%'`,
    );
    const there = rows.length > 1 && rows.every((row) => row.position === position || /-0+$/.test(position));
    if (there && (await store.head()).position === position) return;
    if (performance.now() > end) throw new Error(`not settled: head ${position}, ${JSON.stringify(rows)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

/** The whole log, decoded. */
export const logOf = async (store: EventStore): Promise<readonly Fact[]> => {
  const { position } = await store.head();
  if (/-0+$/.test(position)) return [];
  const facts: Fact[] = [];
  const stop = new AbortController();
  for await (const events of store.follow(null, stop.signal)) {
    facts.push(...events.map(decodeEvent));
    if (facts.at(-1)!.position === position) stop.abort();
  }
  return facts;
};

type Rows = Readonly<Record<string, unknown>>;

/** All rows of a table by key, as the runner reads them. */
export const storedRows = async (stage: Stage, { table }: ProjectionTable): Promise<Rows> => {
  const { pool } = stage.database;
  const store = await openRowStore(pool, table);
  const { rows } = await pool.query<{ key: string }>(`select key::text from ${tablePathOf(table)}`);
  const found = await store.load(pool, rows.map(({ key }) => key)); // prettier-ignore
  return Object.fromEntries(
    [...found]
      .map(
        ([
          key,
          {
            row: { key: _, ...row },
          },
        ]) => [key, row],
      )
      .sort(),
  );
};

/** What the rows must be: identity in one go and plain folds in memory, sharing nothing with the runner but the folds. */
export const expectedRows = (facts: readonly Fact[], { projection }: ProjectionTable): Rows => {
  if (projection.scope === 'entry') return Object.fromEntries([...entryRows<object>(projection, facts)].sort());
  const customers = identityOf(facts);
  const groups = new Map<string, Fact[]>();
  for (const fact of facts) {
    const customer = customers.get(fact.handle)!;
    groups.set(customer, [...(groups.get(customer) ?? []), fact]);
  }
  const runs = projection.tiersOf ? new RuleRuns(projection.tiersOf) : null;
  for (const fact of facts) runs?.take(fact);
  const rows = [...groups].map(
    ([customer, own]) =>
      [customer, customerRow<object>(projection, toldFacts(projection, own, runs, customer))] as const,
  );
  return Object.fromEntries(rows.filter(([, row]) => row !== undefined).sort());
};
