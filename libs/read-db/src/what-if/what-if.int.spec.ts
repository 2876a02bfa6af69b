import type { Fact, RuleKindName } from '@rapport/events';
import type { Pool } from 'pg';
import type { EventStore } from '@rapport/event-store';
import { eventually, seededRandom } from '@rapport/testing';
import { SINCE_EVER } from '../rules/default-rules';
import { fromMicros, toMicros } from '../rules/money';
import { bought, told } from '../rules/world/ledger';
import { logOf } from '../world/stage';
import { makeHistory, published } from './given-history';
import { asked, hosted, lived, reached, wish, type Lived } from './given-what-if';
import type { Host } from '../hosting';
import { whatIfMovers, type WhatIfMover } from './movers';
import type { WhatIf } from './what-if';
import { cancelWhatIf, dropWhatIf, findWhatIf, requestWhatIf, WhatIfCannot } from './what-ifs';

/** Every kind of rule, as it is and as it might be. */
const RULES: Readonly<Record<RuleKindName, readonly [object, object]>> = {
  pyramid: [{ window: 'all', dampingCloses: 3 }, { window: '14d', basis: 'gross', dampingCloses: 1 }], // prettier-ignore
  cadence: [{ minGaps: 2, minSituations: 1, horizonDays: 7 }, { minGaps: 1, minSituations: 1, horizonDays: 3, watch: 0.1 }], // prettier-ignore
  churn: [{ minGaps: 1 }, { minGaps: 1, watch: 0.05, atRisk: 0.1, critical: 0.2 }],
  clv: [{}, { step: 1 }],
  worth: [{}, { margin: 0.2, contactCosts: { call: '30.00', store: '5.00' } }],
  dates: [{ of: 'contract-end', leadDays: 2 }, { of: 'contract-end', leadDays: 12 }], // prettier-ignore
  replenishment: [
    { minReplacements: 2, leadDays: 0 },
    { minReplacements: 2, leadDays: 3 },
  ],
  offer: [
    { minCustomers: 1, minLift: 1 },
    { minCustomers: 1, minLift: 1, minConfidence: 0.9 },
  ],
  upgrade: [
    { window: '20d', share: 1 },
    { window: '20d', share: 0.3, minReach: 2 },
  ],
  'contract-churn': [{ minContracts: 50 }, { minContracts: 50, watch: 0.1 }],
  rfm: [{ window: 'all' }, { window: '21d' }],
  lifecycle: [{ minGaps: 2 }, { minGaps: 2, lapsingPercentile: 30, lapsedPercentile: 60 }],
  relationship: [
    { window: 'all', keyMultiple: 3 },
    { window: '30d', keyMultiple: 1 },
  ],
  club: [{}, { perPoint: 1, levels: [{ name: 'member', from: '0' }, { name: 'silver', from: '40.00' }] }], // prettier-ignore
  segment: [
    { name: 'Buyers', by: 'behaviour', when: { figure: 'value', atLeast: '60.00' } },
    { name: 'Buyers', by: 'behaviour', when: { figure: 'daysSinceSale', below: 10 } },
  ],
};
const KINDS = Object.keys(RULES) as RuleKindName[];
/** Rules that remember most from close to close. */
const STATEFUL: readonly RuleKindName[] = ['pyramid', 'cadence', 'segment'];
const nameOf = (kind: RuleKindName): string => `spec-${kind}`;

/** One history for all specs: closes cost more than what is asked about them. */
const CONTRACTS = [17, 21, 26].map(
  (day, nth) =>
  told({ id: `c${nth}`, type: 'ContractStarted', of: nth + 1, at: '2026-01-01', data: { contractId: `K-${nth}`, endsOn: `2026-01-${day}` }, channel: 'business' }), // prettier-ignore
);
/** What somebody buys again and again, and with what else. */
const COFFEE = [2, 6, 11, 13, 18].flatMap((day, nth) =>
  [1, 2, 4].map((of) => {
    const named = [{ sku: 'c', category: 'coffee', amount: '5.00', quantity: 1 }, ...(of === 1 ? [{ sku: 'f', category: 'filters', amount: '2.00', quantity: 1 }] : [])]; // prettier-ignore
    return bought(`coffee ${of} ${nth}`, of, `2026-01-${String(day + of).padStart(2, '0')}`, '7.00', { lines: named });
  }),
);
const HISTORY = [...CONTRACTS, ...COFFEE, ...makeHistory(seededRandom(5), 22, 6)];
const everyRule = KINDS.map((kind) => published(nameOf(kind), kind, RULES[kind][0]));

let was: Lived;
let host: Host;
beforeAll(async () => {
  was = await lived(...everyRule, ...HISTORY);
  host = hosted(was);
}, 60_000);
afterAll(async () => {
  await host.stop();
  await was.stage.close();
});

const CLOSED = 'select distinct date::text from rapport_rules.close order by 1';
const PLACES = `
  select customer::text, coalesce(said ->> 'tier', said ->> 'level') as place from rapport_rules.standing
  where rule = $1 and from_date <= $2 and (to_date is null or to_date > $2)`;

/** Where everybody stood at each closed day, as the closes of a world say. */
const standings = async (pool: Pool, rule: string) => {
  const { rows } = await pool.query<{ date: string }>(CLOSED);
  return Promise.all(
    rows.map(async ({ date }) => {
      const placed = await pool.query<{ customer: string; place: string }>(PLACES, [rule, date]);
      return { date, places: new Map(placed.rows.map(({ customer, place }) => [customer, place])) };
    }),
  );
};

type Moved = Omit<WhatIfMover, 'value' | 'decision'>;

/** Who moved, by looking at everybody at every closed day of two worlds. */
const movedBetween = async (was: Pool, would: Pool, rule: string) => {
  const [before, after] = await Promise.all([standings(was, rule), standings(would, rule)]);
  expect(after.map(({ date }) => date)).toEqual(before.map(({ date }) => date));
  const everybody = new Set([...before, ...after].flatMap(({ places }) => [...places.keys()]));
  const moved: Moved[] = [];
  let meanwhile = 0;
  for (const customer of everybody) {
    const pairs = before.map(({ date, places }, nth) => ({
      ...{ date, from: places.get(customer) ?? null, to: after[nth]!.places.get(customer) ?? null },
    }));
    const differing = pairs.filter(({ from, to }) => from !== to);
    if (differing.length === 0) continue;
    const { from, to } = pairs.at(-1)!;
    const since = pairs[pairs.findLastIndex((pair) => pair.from === pair.to) + 1]?.date;
    if (since === undefined) meanwhile++;
    else moved.push({ customer, from, to, firstDay: differing[0]!.date, since });
  }
  return { moved, meanwhile };
};

const byCustomer = (a: { readonly customer: string }, b: { readonly customer: string }): number =>
  a.customer < b.customer ? -1 : 1;

/** The last decision about each customer in the log, as the what-if keeps it. */
const lastSaid = (log: readonly Fact[], rule: string): ReadonlyMap<string, object> => {
  const said = new Map<string, { readonly date: string; readonly type: string }>();
  for (const { source, handle, type, data } of log) {
    if (source !== `rapport/rule/${rule}` || /^Rule/.test(type)) continue;
    const { run: _, ...others } = data as { run: string; date: string };
    if ((said.get(handle)?.date ?? '') <= others.date) said.set(handle, { type, ...others });
  }
  return said;
};

/** Half of the drafts decide from the beginning, the others take over from what was decided in truth. */
const since = (kind: RuleKindName): string => (KINDS.indexOf(kind) % 2 === 0 ? '2026-01-09' : SINCE_EVER);

/** Holds what a what-if says against what the other world has decided; how many were elsewhere. */
const check = async ({ id, rule, result }: WhatIf, would: Lived, log: readonly Fact[]): Promise<number> => {
  const { pool } = was.stage.database;
  const { moved, meanwhile } = await movedBetween(pool, would.stage.database.pool, rule);
  const movers = await whatIfMovers(pool, id, { after: null, limit: 1_000, from: null, to: null });
  const found = movers.map(({ value: _, decision: __, ...rest }) => rest);
  expect({ rule, movers: found.sort(byCustomer) }).toEqual({ rule, movers: moved.sort(byCustomer) });
  expect(result).toMatchObject({ movers: moved.length, meanwhile });
  expect(result!.flows.reduce((sum, { count }) => sum + count, 0)).toBe(moved.length);
  expect(result!.value!.amount).toBe(fromMicros(movers.reduce((sum, { value }) => sum + toMicros(value), 0n)));
  const said = lastSaid(log, rule);
  for (const { customer, decision } of movers) {
    // What was decided before the draft begins was decided by the version before it.
    if (decision !== null) expect(decision).toEqual(said.get(customer));
  }
  return moved.length + meanwhile;
};

it('says of each kind of rule what the closes would have decided, had it been published before', async () => {
  const drafts = KINDS.map((kind) => published(nameOf(kind), kind, RULES[kind][1], 2, since(kind)));
  const would = await lived(...everyRule, ...drafts, ...HISTORY);
  try {
    const log = await logOf(would.store);
    const questions = KINDS.map((kind) => wish(nameOf(kind), kind, RULES[kind][1], { effectiveFrom: since(kind) }));
    let seen = 0;
    for (const found of await asked(was, ...questions)) seen += await check(found, would, log);
    expect(seen).toBeGreaterThan(8);
  } finally {
    await would.stage.close();
  }
}, 60_000);

it('moves nobody with the version that decides, and leaves nothing behind but the answer', async () => {
  const { pool } = was.stage.database;
  const tables = async (): Promise<unknown> => {
    const { rows } = await pool.query<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = 'rapport_rules' order by 1",
    );
    return Promise.all(
      rows.map(async ({ name }) => (await pool.query(`select t::text from rapport_rules.${name} t order by 1`)).rows),
    );
  };
  const [before, log] = [await tables(), await logOf(was.store)];
  for (const { rule, result } of await asked(
    was,
    ...STATEFUL.map((kind) => wish(nameOf(kind), kind, RULES[kind][0])),
  )) {
    expect({ rule, ...result }).toMatchObject({ rule, movers: 0, meanwhile: 0, flows: [] });
    expect(result!.places.draft).toEqual(result!.places.live);
    expect(result!.closes).toBeGreaterThan(4);
  }
  expect(await tables()).toEqual(before);
  expect(await logOf(was.store)).toEqual(log);
  const schemas = await pool.query("select from pg_namespace where nspname = 'rapport_what_if'");
  expect(schemas.rowCount).toBe(0);
}, 60_000);

describe('while it runs', () => {
  /** Reads half of the log and then nothing more until it is stopped. */
  const stuck = (store: EventStore): EventStore => ({
    ...store,
    scan: async function* (range, signal) {
      for await (const { events } of store.scan(range, signal)) {
        const half = events.slice(0, Math.ceil(events.length / 2));
        yield { upTo: half.at(-1)!.position, count: half.length, events: half };
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        return;
      }
    },
  });
  const question = wish(nameOf('pyramid'), 'pyramid', RULES.pyramid[1]);

  it('begins again where it is hosted next when its process ends, and comes to the same', async () => {
    const [undisturbed] = await asked(was, question);
    await host.stop();
    const first = hosted({ ...was, store: stuck(was.store) });
    const { id } = await requestWhatIf(was.stage.database.pool, question);
    await eventually(async () => expect((await reached(was, id, 'running')).attempts).toBe(1));
    await first.stop();
    expect((await findWhatIf(was.stage.database.pool, id))?.state).toBe('running');
    host = hosted(was);
    const again = await reached(was, id, 'ready');
    expect(again.attempts).toBe(2);
    expect(again.result).toEqual(undisturbed!.result);
  }, 30_000);

  it('can be called off before and after it has begun, and be dropped only when it is over', async () => {
    const { pool } = was.stage.database;
    await host.stop();
    const early = await requestWhatIf(pool, question);
    expect((await cancelWhatIf(pool, early.id))?.state).toBe('cancelled');
    await expect(cancelWhatIf(pool, early.id)).rejects.toThrow(WhatIfCannot);
    const { id } = await requestWhatIf(pool, question);
    await expect(dropWhatIf(pool, id)).rejects.toThrow(WhatIfCannot);
    // As a process leaves it that is killed: the next one hears that it was called off meanwhile.
    await pool.query("update rapport_read.what_if set state = 'running' where id = $1", [id]);
    expect((await cancelWhatIf(pool, id))?.wish).toBe('cancel');
    host = hosted(was);
    expect((await reached(was, id, 'cancelled')).result).toBeNull();
    expect(await dropWhatIf(pool, id)).toBe(id);
    expect(await findWhatIf(pool, id)).toBeNull();
    expect(await dropWhatIf(pool, id)).toBeNull();
  }, 30_000);

  it('says what it failed with', async () => {
    await host.stop();
    const broken = hosted({ ...was, store: { ...was.store, scan: () => { throw new Error('the disk is gone'); } } }); // prettier-ignore
    const { id } = await requestWhatIf(was.stage.database.pool, question);
    expect(await reached(was, id, 'failed')).toMatchObject({ fault: 'Error: the disk is gone', result: null });
    await broken.stop();
    host = hosted(was);
  }, 30_000);
});
