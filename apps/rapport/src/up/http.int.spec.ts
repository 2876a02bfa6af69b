import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, readConfig } from '@rapport/edge';
import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import { serveHttp } from './http';

type Answer = { readonly checks: Readonly<Record<string, { readonly status: string; readonly reason?: string }>> };

const env = {
  RAPPORT_PORT: '0',
  RAPPORT_MASTER_KEY: '5c'.repeat(32),
  RAPPORT_ADMIN_KEY: 'an-admin-key-of-this-spec-alone',
};
let database: FreshDatabase;
let dataDir: string;
let config: Config;
beforeEach(async () => {
  database = await freshDatabase();
  dataDir = mkdtempSync(join(tmpdir(), 'rapport-http-'));
  config = readConfig({ ...env, DATABASE_URL: database.url, RAPPORT_ROLES: 'ingest', RAPPORT_DATA_DIR: dataDir });
});
afterEach(async () => {
  jest.restoreAllMocks();
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

const health = async (url: string): Promise<Answer> => (await (await fetch(`${url}/health/ready`)).json()) as Answer;

/** What a projector at work has just written down. */
const giveProjector = async (): Promise<void> => {
  await database.pool
    .query(`insert into rapport_read.checkpoint (projection, version, lo, hi, position, epoch, updated_at)
    values ('identity', 1, 0, 255, '', 1, clock_timestamp())`);
  await database.pool.query(`insert into rapport_read.head (one, position, event_id, recorded_at, seen_at)
    values (true, 'a-' || repeat('0', 19), null, null, clock_timestamp())`);
};

it('brings the tables that it asks up to date by itself, and hears the projector of the release before', async () => {
  const served = await serveHttp(config, env, database.url);
  try {
    expect((await health(served.url)).checks['projections']?.reason).toBe('no projector has been here yet');
    await giveProjector();
    expect((await health(served.url)).checks['projections']).toMatchObject({ status: 'up' });
  } finally {
    await served.close();
  }
});

it('tells by the clock of the database who is gone, on a machine whose own is an hour ahead', async () => {
  const served = await serveHttp(config, env, database.url);
  try {
    await giveProjector();
    const ahead = Date.now() + 3_600_000;
    jest.spyOn(Date, 'now').mockImplementation(() => ahead);
    expect((await health(served.url)).checks['projections']).toMatchObject({ status: 'up' });
  } finally {
    await served.close();
  }
});
