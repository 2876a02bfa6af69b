/**
 * Closes of days over many customers with four rules: the first one, which reads everybody and decides about everybody, and the next, before which
 * 5 % of the customers bought something. The follower of the rules as the product runs it, on PostgreSQL: reading the books, deciding,
 * appending, writing standings. Sales of before the first close are put into its tables as it would have left them.
 * `node --max-semi-space-size=64 test/bench/closes.mjs 100000`: so many customers, with three purchases each. Beside it, in the same run, what it
 * can be held against: adding up and sorting everybody's sales in PostgreSQL, which a ranking cannot do without. Said are also the decisions'
 * digest, so that two versions of the program can be compared, the most memory of each process, and how long the process was deaf
 * at once: nothing else of it moves then.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { register } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { cpuSeconds, database, memoryPeaks } from './product.mjs';

register('../../infra/typescript-hooks.mjs', import.meta.url);
const load = (library) => import(`../../libs/${library}.ts`);

const RULES = [
  ['value-pyramid', 'pyramid', { window: '365d' }],
  ['own-cadence', 'cadence', {}],
  ['bench-rfm', 'rfm', { window: 'all' }],
  ['bench-life', 'lifecycle', {}],
];
/** Before each close so many of a hundred customers buy. */
const CHANGED = 5;
const TTL_MS = 600_000;
const rounded = (value) => Math.round(value * 10) / 10;

/** Handles as PostgreSQL makes them in `FILL`. */
const FILL = `
  insert into rapport_rules.sale (event_id, handle, occurred_at, kind, order_id, currency, amount, category, channel)
  select md5('sale ' || c || ' ' || n)::uuid, md5('customer ' || c)::uuid,
    to_char(timestamp '2026-05-20 12:00' - ((c * 7 + n * 53) % 340) * interval '1 day', 'YYYY-MM-DD"T"HH24:MI:SS.000"Z"'),
    'sale', 'o ' || c || ' ' || n, 'EUR', (5 + (c * 31 + n * 17) % 400)::text || '.50', (array['shoes', 'hats', 'bags'])[1 + c % 3], 'store'
  from generate_series(1, $1::int) c cross join generate_series(1, 3) n`;

/** Everybody's figure, in order: what has to be read and sorted for one ranking. */
const SORTED = `
  select count(*) from (select handle, sum(amount::numeric) as value, min(occurred_at) as first from rapport_rules.sale
    where occurred_at >= '2025-06-02' group by handle order by value desc, first, handle) r`;
const DIGESTS = `
  select body::jsonb -> 'data' ->> 'rule' as rule, body::jsonb -> 'data' ->> 'digest' as digest from rapport_store.events
  where type = 'RuleRunClosed' and body::jsonb -> 'data' ->> 'date' = $1 order by 1`;

const IDENTITY_IS_THERE = `
  insert into rapport_read.checkpoint (projection, version, lo, hi, position, epoch, updated_at)
  values ('identity', 1, 0, 255, '~', 0, now()) on conflict (projection, version, lo, hi) do update set position = excluded.position`;

/** Processor time of this process and of PostgreSQL, and seconds on the wall. */
const measured = async (work) => {
  const before = cpuSeconds(process.pid);
  const own = process.cpuUsage();
  const from = performance.now();
  const result = await work();
  const seconds = (performance.now() - from) / 1000;
  const { user, system } = process.cpuUsage(own);
  const postgres = cpuSeconds(process.pid).postgres - before.postgres;
  return { result, seconds: rounded(seconds), cpu: { node: rounded((user + system) / 1e6), postgres: rounded(postgres) } };
}; // prettier-ignore

export const main = async ({ customers = 100_000 } = {}) => {
  const { startEmbedded, createPool, inTransaction } = await load('postgres/src/index');
  const { postgresEventStore } = await load('engines/src/postgres/postgres');
  const { openReadDb } = await load('read-db/src/open-read-db');
  const { prepareRules } = await load('read-db/src/rules/prepare');
  const { RulesFollower, RULES: FOLLOWER } = await load('read-db/src/rules/rules-follower');
  const { clockStream, dayEnded } = await load('read-db/src/rules/days');
  const { versionEvent } = await load('read-db/src/rules/rule-event');
  const { saveRuleVersion } = await load('read-db/src/rules/rule-versions');
  const { acquire } = await load('read-db/src/lease');
  const { loadCheckpoint } = await load('read-db/src/checkpoint');
  const { ALL_SLICES } = await load('read-db/src/slices');
  const { canonicalJson, decodeEvent, eventIdOf } = await load('events/src/index');
  const dir = mkdtempSync(path.join(os.tmpdir(), 'rapport-closes-'));
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
    const pool = createPool(server.url, { max: 6, name: 'rapport-projector' });
    open.unshift(() => pool.end());
    await prepareRules(pool, store, 'EUR', () => new Date('2026-01-01T00:00:00.000Z'));
    const told = async (stream, events) => {
      const [outcome] = await store.append([{ stream, expected: 'any', events }]);
      if (outcome.status !== 'appended') throw new Error(JSON.stringify(outcome));
      return (await store.find(events.map(({ id }) => id))).map(decodeEvent);
    };
    for (const [rule, kind, params] of RULES.slice(2)) {
      const said = { rule, version: 1, kind, params, effectiveFrom: '1900-01-01', reason: 'a benchmark' };
      const { stream, event } = versionEvent(said, 'bench', '2026-01-01T00:00:00.000Z');
      await told(stream, [event]);
    }
    const published = [];
    const stop = new AbortController();
    for await (const batch of store.follow(null, stop.signal)) {
      published.push(...batch.map(decodeEvent));
      if (published.length >= RULES.length) break;
    }
    for (const fact of published) await inTransaction(pool, (sql) => saveRuleVersion(sql, fact));
    await client.query(FILL, [customers]);
    await client.query('analyze rapport_rules.sale');
    // Identity has nothing to say of these customers, and is as far as anybody can be.
    await client.query(IDENTITY_IS_THERE);
    const lease = await acquire(pool, 'bench', 'bench', TTL_MS);
    const follower = new RulesFollower({ pool, store, zone: 'UTC', currency: 'EUR', ttlMs: TTL_MS });
    let at = await loadCheckpoint(pool, FOLLOWER, ALL_SLICES);
    const close = async (date) => {
      const facts = await told(clockStream('UTC'), [dayEnded('UTC', { date, span: 'day', restatement: 0 }, { by: 'bench', historical: false })]); // prettier-ignore
      const before = (await client.query('select count(*)::int as n from rapport_store.events')).rows[0].n;
      const deaf = monitorEventLoopDelay({ resolution: 10 });
      deaf.enable();
      const { seconds, cpu } = await measured(async () => (at = await follower.take(facts, at, lease)));
      deaf.disable();
      const after = (await client.query('select count(*)::int as n from rapport_store.events')).rows[0].n;
      const digests = Object.fromEntries((await client.query(DIGESTS, [date])).rows.map(({ rule, digest }) => [rule, digest.slice(0, 12)])); // prettier-ignore
      const peakMb = memoryPeaks(process.pid);
      return {
        seconds,
        cpu,
        decisions: after - before - 2 * RULES.length,
        deafSeconds: rounded(deaf.max / 1e9),
        peakMb,
        digests,
      };
    };
    note({ firstClose: await close('2026-06-01') });
    const some = await client.query(`select md5('customer ' || c)::uuid::text as handle from generate_series(1, $1::int) c where c % ${Math.round(100 / CHANGED)} = 0`, [customers]); // prettier-ignore
    const sales = some.rows.map(({ handle }, n) => {
      const id = `new ${n}`;
      const body = {
        ...{ id, source: 'bench/1', channel: 'store', type: 'PurchaseMade', v: 1, occurredAt: '2026-06-02T12:00:00.000Z' },
        ...{ handle, handles: [{ handle, type: 'userId', issuer: 'bench', sealed: 'x' }], sealed: {} },
        data: { orderId: id, currency: 'EUR', amount: `${100 + (n % 900)}.00` },
      }; // prettier-ignore
      return { stream: `customer-${handle}`, expected: 'any', events: [{ id: eventIdOf('bench/1', id), type: 'PurchaseMade', body: canonicalJson(body), fingerprint: '' }] }; // prettier-ignore
    });
    const floor = await measured(async () => {
      for (let from = 0; from < sales.length; from += 1_000) await store.append(sales.slice(from, from + 1_000));
    });
    note({ appending: { events: sales.length, seconds: floor.seconds, cpu: floor.cpu } });
    const sorting = await measured(() => client.query(SORTED));
    note({ sorting: { seconds: sorting.seconds, cpu: sorting.cpu } });
    for (let from = 0; from < sales.length; from += 1_000) {
      const ids = sales.slice(from, from + 1_000).map(({ events: [event] }) => event.id);
      const found = (await store.find(ids)).map(decodeEvent).sort((a, b) => (a.position < b.position ? -1 : 1));
      at = await follower.take(found, at, lease);
    }
    note({ changed: sales.length, nextClose: await close('2026-06-02') });
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
