/** For measurements that run parts of the product in this process: a database of their own, and how much work something took. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { register } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { cpuSeconds, database } from './product.mjs';

register('../../infra/typescript-hooks.mjs', import.meta.url);

/** A file of ours, by its path below libs/. */
export const load = (file) => import(`../../libs/${file}.ts`);

export const rounded = (value) => Math.round(value * 10) / 10;

/** Seconds of processor time of this process and of PostgreSQL, and on the wall. */
export const measured = async (work) => {
  const before = cpuSeconds(process.pid);
  const own = process.cpuUsage();
  const from = performance.now();
  const result = await work();
  const seconds = (performance.now() - from) / 1000;
  const { user, system } = process.cpuUsage(own);
  const postgres = cpuSeconds(process.pid).postgres - before.postgres;
  return { result, seconds, cpu: { node: (user + system) / 1e6, postgres } };
};

/** The same, as reports say it. */
export const inTenths = ({ seconds, cpu }) => ({
  seconds: rounded(seconds),
  cpu: { node: rounded(cpu.node), postgres: rounded(cpu.postgres) },
});

/**
 * Runs `work` with an embedded PostgreSQL, the log in it, tables of views (`tables`) and a pool of so many (`max`) connections. All of it is gone
 * afterwards. `note` says something at once, on stderr, and puts it into the report that is returned; what `kept` was given is closed
 * at the end.
 */
export const onStage = async ({ name, about = {}, tables = [], max }, work) => {
  const { startEmbedded, createPool } = await load('postgres/src/index');
  const { postgresEventStore } = await load('engines/src/postgres/postgres');
  const { openReadDb } = await load('read-db/src/open-read-db');
  const dir = mkdtempSync(path.join(os.tmpdir(), `rapport-${name}-`));
  chmodSync(dir, 0o777);
  const open = [];
  const kept = (thing, close) => {
    open.unshift(() => close(thing));
    return thing;
  };
  const machine = { cpus: os.availableParallelism(), model: os.cpus()[0]?.model, load: os.loadavg()[0] };
  const report = { machine, ...about };
  const note = (more) => process.stderr.write(`${JSON.stringify(Object.assign(report, more) && more)}\n`);
  const server = await startEmbedded({ dataDir: path.join(dir, 'data') });
  try {
    const client = kept(await database(server.url), (it) => it.end());
    const store = kept(await postgresEventStore(server.url), (it) => it.close());
    kept(await openReadDb(server.url, tables, 1), (it) => it.destroy());
    const pool = kept(createPool(server.url, { max, name: `rapport-${name}` }), (it) => it.end());
    await work({ url: server.url, dir, client, store, pool, kept, note, report });
    return report;
  } finally {
    for (const close of open) await close().catch(() => undefined);
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
};
