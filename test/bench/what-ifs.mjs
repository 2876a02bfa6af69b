/**
 * A what-if over many customers, as the product runs it: it reads the log from the start, decides two closes by the draft (the first one about everybody, the next
 * one after 5 % bought something) and compares. `node --max-semi-space-size=64 test/bench/what-ifs.mjs 100000`: so many customers, with three
 * purchases each. Said are the most memory that each took, beside what the process had before it, and a digest of all that it says, decisions
 * of movers included, so that two versions of the program can be compared. The rules have decided nothing in truth: everybody moves.
 */
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { cpuSeconds, database, memoryPeaks } from './product.mjs';

register('../../infra/typescript-hooks.mjs', import.meta.url);
const load = (library) => import(`../../libs/${library}.ts`);

const DRAFTS = [
  ['pyramid', { window: '365d' }],
  ['lifecycle', {}],
];
/** Before the second close so many of a hundred customers buy. */
const CHANGED = 5;
const AT_ONCE = 2_000;
const TTL_MS = 600_000;
const rounded = (value) => Math.round(value * 10) / 10;

const STANDS_AT = `
  insert into rapport_read.checkpoint (projection, version, lo, hi, position, epoch, updated_at)
  select name, 1, 0, 255, $1, 0, now() from unnest(array['identity', 'rules']) name`;
const MOVERS = `
  select md5(string_agg(md5(m::text), '' order by customer)) as digest from (
    select customer, from_place, to_place, first_day, since, value, decision from rapport_read.what_if_mover where what_if = $1) m`;

/** From here on the most memory of this process is counted anew. */
const forgetPeak = () => {
  globalThis.gc?.();
  writeFileSync('/proc/self/clear_refs', '5');
};

export const main = async ({ customers = 100_000 } = {}) => {
  const { startEmbedded, createPool } = await load('postgres/src/index');
  const { postgresEventStore } = await load('engines/src/postgres/postgres');
  const { openReadDb } = await load('read-db/src/open-read-db');
  const { prepareRules } = await load('read-db/src/rules/prepare');
  const { clockStream, dayEnded } = await load('read-db/src/rules/days');
  const { requestWhatIf, findWhatIf } = await load('read-db/src/what-if/what-ifs');
  const { performWhatIf } = await load('read-db/src/what-if/perform');
  const { acquire } = await load('read-db/src/lease');
  const { canonicalJson, eventIdOf, uuid5 } = await load('events/src/index');
  const dir = mkdtempSync(path.join(os.tmpdir(), 'rapport-what-ifs-'));
  chmodSync(dir, 0o777);
  const open = [];
  const report = { machine: { cpus: os.availableParallelism(), model: os.cpus()[0]?.model, load: os.loadavg()[0] }, customers }; // prettier-ignore
  const note = (more) => process.stderr.write(`${JSON.stringify(Object.assign(report, more) && more)}\n`);
  const server = await startEmbedded({ dataDir: path.join(dir, 'data') });
  try {
    const client = await database(server.url);
    open.unshift(() => client.end());
    const store = await postgresEventStore(server.url);
    open.unshift(() => store.close());
    const readDb = await openReadDb(server.url, [], 1);
    open.unshift(() => readDb.destroy());
    const pool = createPool(server.url, { max: 3, name: 'rapport-what-if' });
    open.unshift(() => pool.end());
    await prepareRules(pool, store, 'EUR', () => new Date('2026-01-01T00:00:00.000Z'));
    const sale = (customer, nth, day) => {
      const [handle, id] = [uuid5('customer', String(customer)), `sale ${customer} ${nth}`];
      const body = {
        ...{ id, source: 'bench/1', channel: 'store', type: 'PurchaseMade', v: 1 },
        occurredAt: `${new Date(Date.UTC(2026, 4, 20) - day * 86_400_000).toISOString().slice(0, 10)}T12:00:00.000Z`,
        ...{ handle, handles: [{ handle, type: 'userId', issuer: 'bench', sealed: 'x' }], sealed: {} },
        data: { orderId: id, currency: 'EUR', amount: `${5 + ((customer * 31 + nth * 17) % 400)}.50` },
      };
      return { stream: `customer-${handle}`, expected: 'any', events: [{ id: eventIdOf('bench/1', id), type: 'PurchaseMade', body: canonicalJson(body), fingerprint: '' }] }; // prettier-ignore
    };
    const append = async (appends) => {
      for (let from = 0; from < appends.length; from += AT_ONCE)
        await store.append(appends.slice(from, from + AT_ONCE));
    };
    const close = (date) =>
      store.append([{ stream: clockStream('UTC'), expected: 'any', events: [dayEnded('UTC', { date, span: 'day', restatement: 0 }, { by: 'bench', historical: false })] }]); // prettier-ignore
    for (let from = 0; from < customers; from += AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, customers - from) }, (_, n) => from + n);
      await append(some.flatMap((of) => [1, 2, 3].map((nth) => sale(of, nth, (of * 7 + nth * 53) % 340))));
    }
    await close('2026-06-01');
    const every = Math.round(100 / CHANGED);
    await append(Array.from({ length: Math.floor(customers / every) }, (_, n) => sale(n * every, 4, -13)));
    await close('2026-06-02');
    await client.query(STANDS_AT, [(await store.head()).position]);
    note({ events: Number((await client.query('select count(*) from rapport_store.events')).rows[0].count) });
    const lease = await acquire(pool, 'what-ifs', 'bench', TTL_MS);
    const { signal } = new AbortController();
    const parts = { pool, store, zone: 'UTC', currency: 'EUR', lease, ttlMs: TTL_MS, signal };
    for (const [kind, params] of DRAFTS) {
      const { id } = await requestWhatIf(pool, { rule: `bench-${kind}`, kind, params, effectiveFrom: '1900-01-01', basedOn: 0, reason: 'a benchmark', by: 'bench' }); // prettier-ignore
      forgetPeak();
      const beforeMb = Math.round(process.memoryUsage().rss / 1e6);
      const [from, own, others] = [performance.now(), process.cpuUsage(), cpuSeconds(process.pid).postgres];
      await performWhatIf(parts, await findWhatIf(pool, id));
      const { user, system } = process.cpuUsage(own);
      const cpu = {
        node: rounded((user + system) / 1e6),
        postgres: rounded(cpuSeconds(process.pid).postgres - others),
      };
      const { state, fault, result } = await findWhatIf(pool, id);
      const movers = (await client.query(MOVERS, [id])).rows[0].digest;
      const digest = createHash('sha256').update(canonicalJson({ result, movers })).digest('hex').slice(0, 12);
      const figures = { state, fault, decisions: result?.decisions, movers: result?.movers };
      const seconds = rounded((performance.now() - from) / 1000);
      note({ [kind]: { ...figures, seconds, cpu, beforeMb, peakMb: memoryPeaks(process.pid), digest } });
    }
    return report;
  } finally {
    for (const close of open) await close();
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
};

if (process.argv[1] === import.meta.filename) {
  const customers = Number(process.argv[2] ?? 100_000);
  process.stdout.write(`${JSON.stringify(await main({ customers }), null, 2)}\n`);
}
