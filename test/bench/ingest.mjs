/**
 * Batch ingest over HTTP: durable, validated, identity resolved, sealed; all projections on. Beside it, in the same run,
 * the limit of this machine: server-side COPY into a table with the same columns and indexes.
 * `node test/bench/ingest.mjs 200000 alone`: taking in alone, without projector and views.
 */
import { gzipSync } from 'node:zlib';
import { cpuSeconds, database, drained, median, rate, startProduct } from './product.mjs';
import { generator } from './generate.mjs';

const CONNECTIONS = 3;

/** Sends `count` events as NDJSON in batches; bodies are made before the clock starts. */
export const pour = async (product, next, count, { size = 1000, gzip = false } = {}) => {
  const bodies = [];
  for (let left = count; left > 0; left -= size)
    bodies.push(Array.from({ length: Math.min(size, left) }, () => JSON.stringify(next())).join('\n'));
  const packed = gzip ? bodies.map((body) => gzipSync(body)) : bodies;
  const tally = {};
  let position = '';
  const from = performance.now();
  const sendAll = async () => {
    for (let body; (body = packed.pop());) {
      const response = await fetch(`${product.url}/v1/interactions/batch`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${product.adminKey}`,
          'content-type': 'application/x-ndjson',
          ...(gzip && { 'content-encoding': 'gzip' }),
        },
        body,
      });
      const text = await response.text();
      if (response.status !== 200) throw new Error(`${response.status}: ${text.slice(0, 500)}`);
      for (const [, status] of text.matchAll(/"status":"([a-z]+)"/g)) tally[status] = (tally[status] ?? 0) + 1;
      for (const [, at] of text.matchAll(/"position":"([^"]+)"/g)) if (at > position) position = at;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, sendAll));
  const ms = performance.now() - from;
  if (tally.accepted !== count) throw new Error(`not all accepted: ${JSON.stringify(tally)}`);
  return { ms, position };
};

/** Events a second of server-side COPY into the event table's twin, best indexes included; median of three. */
export const copyLimit = async (client, most = 200_000) => {
  const file = `/tmp/rapport-copy-limit-${process.pid}`;
  const some = `select * from rapport_store.events order by position limit ${most}`;
  const { rowCount: rows } = await client.query(`copy (${some}) to '${file}'`);
  const rates = [];
  for (let round = 0; round < 3; round += 1) {
    await client.query('drop table if exists copy_limit');
    await client.query('create table copy_limit (like rapport_store.events including all)');
    await client.query('checkpoint');
    const from = performance.now();
    await client.query(`copy copy_limit from '${file}'`);
    rates.push(rate(rows, performance.now() - from));
  }
  await client.query('drop table copy_limit');
  return median(rates);
};

/** @param alone without projector and views: what taking in alone costs. */
export const main = async ({ events = 1_000_000, alone = false } = {}) => {
  const product = await startProduct(alone ? { RAPPORT_ROLES: 'ingest' } : {});
  try {
    const next = generator({ seed: 7, run: 'i' });
    const step = 50_000;
    const lines = [];
    for (let stored = 0; stored < events; stored += step) {
      const before = cpuSeconds(product.pid);
      const { ms, position } = await pour(product, next, step);
      const rest = alone ? 0 : await drained(product, position);
      const after = cpuSeconds(product.pid);
      const cpuMicros = Object.fromEntries(
        Object.keys(after).map((part) => [part, Math.round(((after[part] - before[part]) / step) * 1e6)]),
      );
      lines.push({ cpuMicros, stored: stored + step, acked: rate(step, ms), withViews: rate(step, ms + rest) });
      process.stderr.write(`${JSON.stringify(lines.at(-1))}\n`);
    }
    const client = await database(product.databaseUrl());
    const limit = await copyLimit(client);
    await client.end();
    const last = lines.slice(-5);
    const acked = median(last.map((line) => line.acked));
    const withViews = median(last.map((line) => line.withViews));
    return {
      events,
      cpuMicros: last.at(-1).cpuMicros,
      acked,
      withViews,
      copyLimit: limit,
      ratioAcked: acked / limit,
      ratioWithViews: withViews / limit,
    };
  } finally {
    await product.stop();
  }
};

if (process.argv[1] === import.meta.filename) {
  const events = Number(process.argv[2] ?? 1_000_000);
  const alone = process.argv[3] === 'alone';
  process.stdout.write(`${JSON.stringify(await main({ events, alone }), null, 2)}\n`);
}
