import type { EventStore } from '@rapport/event-store';
import { createPool } from '@rapport/postgres';
import { eventually } from '@rapport/testing';
import type { ProjectionTable } from '../follow';
import type { Host } from '../hosting';
import { REPLAY_CONNECTIONS } from '../replay/due';
import { hostReplays, type ReplayHostOptions } from '../replay/host-replays';
import { findReplay, type Replay, type ReplayState } from '../replay/replays';
import { requestReplay, requestReplays } from '../replay/request-replays';
import type { Stage } from './stage';

/** A host of replays with connections of its own; `stop` closes them. */
export const hosting = (
  stage: Stage,
  store: EventStore,
  projections: readonly ProjectionTable[],
  more: Partial<ReplayHostOptions> = {},
): Host => {
  const pool = createPool(stage.database.url, { max: REPLAY_CONNECTIONS, name: 'replays' });
  const host = hostReplays({
    ...{ pool, readDb: stage.readDb, store, projections, ttlMs: 600, log: () => undefined },
    ...more,
  });
  return {
    stop: async () => {
      await host.stop();
      await pool.end();
    },
  };
};

/** Waits until a replay is in one of the states. */
export const until = async (stage: Stage, id: string, ...states: readonly ReplayState[]): Promise<Replay> => {
  let found: Replay | null = null;
  await eventually(async () => {
    found = await findReplay(stage.database.pool, id);
    if (found?.state === 'failed' && !states.includes('failed')) throw new Error(`failed: ${found.fault}`);
    expect(states).toContain(found?.state);
  }, 60_000);
  return found!;
};

/** Asks for a replay and waits for its end. */
export const replayed = async (
  stage: Stage,
  { projection }: ProjectionTable,
  options: { readonly promote?: boolean } = {},
): Promise<Replay> => {
  const { id } = await requestReplay(stage.database.pool, projection, options);
  return until(stage, id, options.promote === false ? 'ready' : 'promoted');
};

/** Asks for several replays at once and waits for the end of each. */
export const replayedTogether = async (
  stage: Stage,
  tables: readonly ProjectionTable[],
): Promise<readonly Replay[]> => {
  const asked = await requestReplays(stage.database.pool, tables.map(({ projection }) => projection)); // prettier-ignore
  return Promise.all(asked.map(({ id }) => until(stage, id, 'promoted')));
};

/** Names of the tables beside the live ones. */
export const spareTables = async ({ database }: Stage): Promise<readonly string[]> =>
  (
    await database.pool.query<{ name: string }>(`select tablename as name from pg_tables
      where schemaname = 'rapport_read' and (tablename like '%\\_shadow\\_%' or tablename like '%\\_old' or tablename like '%\\_aside')`)
  ).rows.map(({ name }) => name);
