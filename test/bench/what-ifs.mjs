/**
 * A what-if over many customers, as the product runs it: it reads the log from the start, decides two closes by the draft (the first one about everybody, the next
 * one after 5 % bought something) and compares. `node --max-semi-space-size=64 test/bench/what-ifs.mjs 100000`: so many customers, with three
 * purchases each. Said are the most memory that each took, beside what the process had before it, and a digest of all that it says, decisions
 * of movers included, so that two versions of the program can be compared. The rules have decided nothing in truth: everybody moves.
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { memoryPeaks } from './product.mjs';
import { inTenths, load, measured, onStage } from './stage.mjs';
import { telling } from './telling.mjs';

const DRAFTS = [
  ['pyramid', { window: '365d' }],
  ['lifecycle', {}],
];
/** Before the second close so many of a hundred customers buy. */
const CHANGED = 5;
const AT_ONCE = 2_000;
const TTL_MS = 600_000;

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
  const { prepareRules } = await load('read-db/src/rules/prepare');
  const { requestWhatIf, findWhatIf } = await load('read-db/src/what-if/what-ifs');
  const { performWhatIf } = await load('read-db/src/what-if/perform');
  const { acquire } = await load('read-db/src/lease');
  const { canonicalJson, uuid5 } = await load('events/src/index');
  return onStage({ name: 'what-ifs', about: { customers }, max: 3 }, async ({ client, store, pool, note }) => {
    const { purchase, dayEnd, append } = await telling(store);
    await prepareRules(pool, store, 'EUR', () => new Date('2026-01-01T00:00:00.000Z'));
    const sale = (customer, nth, day) =>
      purchase({
        ...{ id: `sale ${customer} ${nth}`, handle: uuid5('customer', String(customer)) },
        occurredAt: `${new Date(Date.UTC(2026, 4, 20) - day * 86_400_000).toISOString().slice(0, 10)}T12:00:00.000Z`,
        amount: `${5 + ((customer * 31 + nth * 17) % 400)}.50`,
      });
    for (let from = 0; from < customers; from += AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, customers - from) }, (_, n) => from + n);
      await append(some.flatMap((of) => [1, 2, 3].map((nth) => sale(of, nth, (of * 7 + nth * 53) % 340))));
    }
    await append([dayEnd('2026-06-01')]);
    const every = Math.round(100 / CHANGED);
    await append(Array.from({ length: Math.floor(customers / every) }, (_, n) => sale(n * every, 4, -13)));
    await append([dayEnd('2026-06-02')]);
    await client.query(STANDS_AT, [(await store.head()).position]);
    note({ events: Number((await client.query('select count(*) from rapport_store.events')).rows[0].count) });
    const lease = await acquire(pool, 'what-ifs', 'bench', TTL_MS);
    const { signal } = new AbortController();
    const parts = { pool, store, zone: 'UTC', currency: 'EUR', lease, ttlMs: TTL_MS, signal };
    for (const [kind, params] of DRAFTS) {
      const wish = { rule: `bench-${kind}`, kind, params, effectiveFrom: '1900-01-01', basedOn: 0, reason: 'a benchmark', by: 'bench' }; // prettier-ignore
      const asked = await requestWhatIf(pool, wish);
      forgetPeak();
      const beforeMb = Math.round(process.memoryUsage().rss / 1e6);
      const took = inTenths(await measured(() => performWhatIf(parts, asked)));
      const { state, fault, result } = await findWhatIf(pool, asked.id);
      const movers = (await client.query(MOVERS, [asked.id])).rows[0].digest;
      const digest = createHash('sha256').update(canonicalJson({ result, movers })).digest('hex').slice(0, 12);
      const figures = { state, fault, decisions: result?.decisions, movers: result?.movers };
      note({ [kind]: { ...figures, ...took, beforeMb, peakMb: memoryPeaks(process.pid), digest } });
    }
  });
};

if (process.argv[1] === import.meta.filename) {
  const customers = Number(process.argv[2] ?? 100_000);
  process.stdout.write(`${JSON.stringify(await main({ customers }), null, 2)}\n`);
}
