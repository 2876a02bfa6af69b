import { appendFileSync, chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool } from '../pool';
import { backupEmbedded } from './backup';
import { type Embedded, startEmbedded } from './embedded';
import { DataDirInUse } from './errors';
import { restoreEmbedded } from './restore';

let dir: string;
let server: Embedded | undefined;
const dataDir = (): string => join(dir, 'data');
const start = async (): Promise<Embedded> => (server = await startEmbedded({ dataDir: dataDir(), durable: false }));
const stop = async (): Promise<void> => {
  await server?.stop();
  server = undefined;
};
const ask = async (url: string, sql: string): Promise<Record<string, unknown>[]> => {
  const pool = createPool(url, { max: 1 });
  try {
    return (await pool.query(sql)).rows as Record<string, unknown>[];
  } finally {
    await pool.end();
  }
};
const count = async (url: string): Promise<number> =>
  Number((await ask(url, 'select count(*) as n, max(n) as last from t'))[0]!['n']);

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'rapport-backup-'));
  chmodSync(dir, 0o755);
});
afterEach(async () => {
  await stop();
  rmSync(dir, { recursive: true, force: true });
});

it('copies a server that is being written to, and gives back what was committed before the copy and no half of anything', async () => {
  const { url } = await start();
  await ask(url, 'create table t (n bigint primary key, twin bigint not null unique)');
  await ask(url, 'insert into t select n, n from generate_series(1, 20000) n');
  let writing = true;
  const writer = (async () => {
    const pool = createPool(url, { max: 1 });
    for (let at = 20_001; writing; at += 50)
      await pool.query(`insert into t select n, n from generate_series($1::bigint, $1 + 49) n`, [at]);
    await pool.end();
  })();
  const made = await backupEmbedded(url, dataDir(), join(dir, 'backup'), false);
  writing = false;
  await writer;
  expect(made.files).toBeGreaterThan(500);
  const later = await count(url);
  await ask(url, 'drop table t');
  await expect(restoreEmbedded({ from: join(dir, 'backup'), dataDir: dataDir(), prepare: async () => undefined, durable: false })).rejects.toThrow(DataDirInUse); // prettier-ignore
  await stop();

  const seen: number[] = [];
  const prepare = async (at: string): Promise<void> => void seen.push(await count(at));
  const { before } = await restoreEmbedded({ from: join(dir, 'backup'), dataDir: dataDir(), prepare, durable: false });
  expect(existsSync(before!)).toBe(true);
  const again = await start();
  const restored = await count(again.url);
  expect(seen).toEqual([restored]);
  expect(restored).toBeGreaterThanOrEqual(20_000);
  expect(restored).toBeLessThanOrEqual(later);
  expect(restored % 50).toBe(0);
  // Read by the table and by both indexes.
  const bad = await ask(again.url, 'select 1 from t full join generate_series(1, (select max(n) from t)) g on g = t.twin where t.n is null or g is null'); // prettier-ignore
  expect(bad).toEqual([]);
});

it('restores into an empty directory, and refuses a damaged, a broken off, and a strange folder without touching anything', async () => {
  const { url } = await start();
  await ask(url, 'create table t (n bigint primary key)');
  const backup = join(dir, 'backup');
  await backupEmbedded(url, dataDir(), backup, false);
  await expect(backupEmbedded(url, dataDir(), backup, false)).rejects.toThrow(/not empty/);
  await ask(url, 'insert into t values (1)');
  await stop();

  const fresh = join(dir, 'fresh');
  await restoreEmbedded({ from: backup, dataDir: fresh, prepare: async () => undefined, durable: false });
  const other = await startEmbedded({ dataDir: fresh, durable: false });
  expect(await count(other.url)).toBe(0);
  await other.stop();

  const restore = (from: string, prepare = async (): Promise<void> => undefined) =>
    restoreEmbedded({ from, dataDir: dataDir(), prepare, durable: false });
  await expect(restore(backup, () => Promise.reject(new Error('not ready')))).rejects.toThrow('not ready');
  appendFileSync(join(backup, 'cluster/global/pg_control'), 'x');
  await expect(restore(backup)).rejects.toThrow(/pg_control is not what was backed up/);
  rmSync(join(backup, 'cluster/global/pg_control'));
  await expect(restore(backup)).rejects.toThrow(/lacks cluster\/global\/pg_control/);
  mkdirSync(join(dir, 'empty'));
  await expect(restore(join(dir, 'empty'))).rejects.toThrow(/no backup/);
  expect(await count((await start()).url)).toBe(1);
});
