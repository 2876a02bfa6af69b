/**
 * Closes of days over many customers with four rules: the first one, which reads everybody and decides about everybody, and the next, before which
 * 5 % of the customers bought something. The follower of the rules as the product runs it, on PostgreSQL: reading the books, deciding,
 * appending, writing standings. Sales of before the first close are put into its tables as it would have left them.
 * `node --max-semi-space-size=64 test/bench/closes.mjs 100000`: so many customers, with three purchases each. Beside it, in the same run, what it
 * can be held against: adding up and sorting everybody's sales in PostgreSQL, which a ranking cannot do without. Said are also the decisions'
 * digest, so that two versions of the program can be compared, the most memory of each process, and how long the process was deaf
 * at once: nothing else of it moves then.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { memoryPeaks } from './product.mjs';
import { inTenths, load, measured, onStage, rounded } from './stage.mjs';
import { telling } from './telling.mjs';

const RULES = [
  ['value-pyramid', 'pyramid', { window: '365d' }],
  ['own-cadence', 'cadence', {}],
  ['bench-rfm', 'rfm', { window: 'all' }],
  ['bench-life', 'lifecycle', {}],
];
/** Before each close so many of a hundred customers buy. */
const CHANGED = 5;
const TTL_MS = 600_000;

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

export const main = async ({ customers = 100_000 } = {}) => {
  const { inTransaction } = await load('postgres/src/index');
  const { prepareRules } = await load('read-db/src/rules/prepare');
  const { RulesFollower, RULES: FOLLOWER } = await load('read-db/src/rules/rules-follower');
  const { versionEvent } = await load('read-db/src/rules/rule-event');
  const { saveRuleVersion } = await load('read-db/src/rules/rule-versions');
  const { acquire } = await load('read-db/src/lease');
  const { loadCheckpoint } = await load('read-db/src/checkpoint');
  const { ALL_SLICES } = await load('read-db/src/slices');
  const { decodeEvent } = await load('events/src/index');
  return onStage({ name: 'closes', about: { customers }, max: 6 }, async ({ client, store, pool, note }) => {
    const { purchase, dayEnd, append, recorded } = await telling(store);
    await prepareRules(pool, store, 'EUR', () => new Date('2026-01-01T00:00:00.000Z'));
    for (const [rule, kind, params] of RULES.slice(2)) {
      const said = { rule, version: 1, kind, params, effectiveFrom: '1900-01-01', reason: 'a benchmark' };
      const { stream, event } = versionEvent(said, 'bench', '2026-01-01T00:00:00.000Z');
      await append([{ stream, expected: 'any', events: [event] }]);
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
    const taken = async (appends) => {
      for await (const facts of recorded(appends)) at = await follower.take(facts, at, lease);
    };
    const eventsSoFar = async () =>
      (await client.query('select count(*)::int as n from rapport_store.events')).rows[0].n;
    const close = async (date) => {
      const ended = [dayEnd(date)];
      await append(ended);
      const before = await eventsSoFar();
      const deaf = monitorEventLoopDelay({ resolution: 10 });
      deaf.enable();
      const took = inTenths(await measured(() => taken(ended)));
      deaf.disable();
      const decisions = (await eventsSoFar()) - before - 2 * RULES.length;
      const digests = Object.fromEntries((await client.query(DIGESTS, [date])).rows.map(({ rule, digest }) => [rule, digest.slice(0, 12)])); // prettier-ignore
      return { ...took, decisions, deafSeconds: rounded(deaf.max / 1e9), peakMb: memoryPeaks(process.pid), digests };
    };
    note({ firstClose: await close('2026-06-01') });
    const some = await client.query(`select md5('customer ' || c)::uuid::text as handle from generate_series(1, $1::int) c where c % ${Math.round(100 / CHANGED)} = 0`, [customers]); // prettier-ignore
    const occurredAt = '2026-06-02T12:00:00.000Z';
    const sales = some.rows.map(({ handle }, n) => purchase({ id: `new ${n}`, handle, occurredAt, amount: `${100 + (n % 900)}.00` })); // prettier-ignore
    note({ appending: { events: sales.length, ...inTenths(await measured(() => append(sales))) } });
    note({ sorting: inTenths(await measured(() => client.query(SORTED))) });
    await taken(sales);
    note({ changed: sales.length, nextClose: await close('2026-06-02') });
  });
};

if (process.argv[1] === import.meta.filename) {
  const customers = Number(process.argv[2] ?? 100_000);
  process.stdout.write(`${JSON.stringify(await main({ customers }), null, 2)}\n`);
}
