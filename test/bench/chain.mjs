/**
 * What proof of history costs: how fast the follower anchors a log that is there already, how fast `rapport verify` and the
 * stand-alone verifier read it again, and how many bytes of evidence an event needs. Through the built product.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { database, rate, startProduct } from './product.mjs';
import { generator } from './generate.mjs';
import { pour } from './ingest.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs a program to its end; milliseconds and what it wrote. */
const timed = (args, env) =>
  new Promise((resolve, reject) => {
    const from = performance.now();
    const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...env } });
    let out = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (out += chunk));
    child.once('close', (code) =>
      code === 0 ? resolve({ ms: performance.now() - from, out }) : reject(new Error(out)),
    );
  });

const stateOf = async (product) => (await product.call('GET', '/v1/audit/anchors?limit=1')).body.chain;

/** Waits until anchors cover the log. */
const covered = async (product, events) => {
  while ((await stateOf(product)).covered < events) await wait(20);
};

export const main = async ({ events = 200_000 } = {}) => {
  const product = await startProduct();
  try {
    const next = generator({ seed: 3, run: 'c' });
    for (let done = 0; done < events; done += 50_000) await pour(product, next, Math.min(50_000, events - done));
    const sql = await database(product.databaseUrl());
    const count = async () => Number((await sql.query('select count(*) from rapport_store.events')).rows[0].count);
    let total = await count();
    for (let before = -1; before !== total; total = await count()) {
      before = total;
      await covered(product, total);
    }
    await sql.query('truncate rapport_chain.anchor, rapport_chain.segment');
    // Without its lease the follower begins anew, from what the tables say: with a log that is there already.
    await sql.query(`update rapport_chain.follower set owner = 'bench', until = clock_timestamp()`);
    await covered(product, total);
    const [made] = (
      await sql.query(`select max(count) - min(count) as events,
        extract(epoch from max(at::timestamptz) - min(at::timestamptz)) * 1000 as ms from rapport_chain.anchor`)
    ).rows;
    const [size] = (
      await sql.query(`select pg_total_relation_size('rapport_chain.segment') as evidence,
        pg_total_relation_size('rapport_store.events') as log`)
    ).rows;
    await sql.end();
    const env = { RAPPORT_DATA_DIR: path.join(product.dir, 'data'), RAPPORT_ADMIN_KEY: product.adminKey };
    const main = path.join(root, 'dist/rapport/main.js');
    const anchors = path.join(product.dir, 'fresh');
    mkdirSync(anchors);
    const empty = await timed([main, '--help'], env);
    const verified = await timed([main, 'verify', '--json', '--key', keyOf(product)], {
      ...env,
      RAPPORT_ANCHOR_DIR: anchors,
    });
    const audit = path.join(product.dir, 'audit.ndjson');
    await timed([main, 'export', 'events', '--for-audit', '--out', audit], env);
    const alone = await timed(
      [path.join(root, 'apps/rapport/bin/verify-export.mjs'), '--key', keyOf(product), audit],
      {},
    );
    return {
      events: total,
      followerPerSecond: rate(made.events, made.ms),
      verifyPerSecond: rate(total, verified.ms - empty.ms),
      standAlonePerSecond: rate(total, alone.ms),
      evidenceBytesPerEvent: Math.round(size.evidence / total),
      logBytesPerEvent: Math.round(size.log / total),
    };
  } finally {
    await product.stop();
  }
};

const keyOf = (product) => {
  const folder = path.join(product.dir, 'data/anchors');
  return path.join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('.pem')),
  );
};

if (process.argv[1] === import.meta.filename) {
  process.stdout.write(`${JSON.stringify(await main({ events: Number(process.argv[2] ?? 200_000) }), null, 2)}\n`);
}
