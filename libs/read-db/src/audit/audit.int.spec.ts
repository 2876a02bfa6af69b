import { memoryEventStore, type EventStore } from '@rapport/event-store';
import type { Projection } from '@rapport/fold';
import { tablePathOf } from '@rapport/projections';
import { createPool } from '@rapport/postgres';
import { eventually, seededRandom } from '@rapport/testing';
import type { Following } from '../following';
import { parked } from '../positions';
import { skipEvent } from '../skips/skips';
import { type Auditing, auditing } from '../world/auditing';
import { course, entries, returns, totals, worldProjections } from '../world/projections';
import { hosting, replayed } from '../world/replaying';
import { openStage, settled, type Stage } from '../world/stage';
import { appendOf, eventIn, handleIn, makeStory, onceMore, type Told } from '../world/story';
import { hostAudit } from './host-audit';
import { auditReport } from './report';

const PROVEN: readonly Projection[] = [totals, course, returns, entries];
const tableOf = (projection: Projection) => worldProjections.find((one) => one.projection === projection)!;
const pathOf = (projection: Projection): string => tablePathOf(tableOf(projection).table);
const purchase = (id: string, handles: readonly string[], minute: number): Told => ({
  ...{ id, type: 'PurchaseMade', handles, occurredAt: new Date(Date.UTC(2027, 0, 1, 0, minute)).toISOString() },
  data: { orderId: id, currency: 'EUR', amount: '1.00' },
});
const poison = (id: string, handles: readonly string[], minute: number): Told => ({
  ...purchase(id, handles, minute),
  ...{ type: 'ItemReturned', data: { orderId: 'poison', currency: 'EUR', amount: '1.00' } },
});
const SPARE = 'dddddddd-0000-4000-8000-00000000dddd';

let stage: Stage;
let store: EventStore;
let following: Following;
let audit: Auditing;
const sql = async <Row extends object>(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> =>
  (await stage.database.pool.query<Row>(text, [...values])).rows;
const rowsOf = async (projection: Projection): Promise<number> =>
  (await sql<{ n: number }>(`select count(*)::int as n from ${pathOf(projection)}`))[0]!.n;

beforeAll(async () => {
  stage = await openStage();
  store = memoryEventStore({ batch: 25 });
  following = await stage.follow(store);
  audit = await auditing(stage, store);
});
afterAll(async () => {
  await following.stop();
  await stage.close();
});

it('finds no drift while joins, splits, late events, corrections and poison come in, and compares every row', async () => {
  const random = seededRandom(5);
  const appends = random.shuffle(
    [0, 1].flatMap((world) => makeStory(random, 60, 8).map((one) => appendOf(world, one))),
  );
  const tell = (...events: readonly Told[]) => store.append(events.map((one) => appendOf(7, one)));
  for (let at = 0; at < appends.length; at += 30) {
    await store.append(appends.slice(at, at + 30));
    const { found } = await audit.step();
    expect(found).toEqual([]);
  }
  await tell(purchase('a', ['userId1'], 1), poison('p', ['userId1'], 2), purchase('b', ['userId1'], 3));
  await tell(purchase('c', ['userId2'], 1), poison('q', ['userId2'], 2), purchase('d', ['userId2'], 3));
  await settled(stage, store);
  const skipped = handleIn(7, 'userId2');
  await skipEvent(stage.database.pool, course, {
    key: skipped,
    eventId: eventIn(7, 'q'),
    reason: 'Garbage',
    actor: 'Ada',
  });
  await eventually(
    async () => expect((await parked(stage.database.pool)).map(({ key }) => key)).toEqual([handleIn(7, 'userId1')]),
    10_000,
  );
  await tell({ ...purchase('late', ['userId2'], 0), occurredAt: '2025-01-01T00:00:00.000Z' });
  await settled(stage, store);
  const { finished, drift, checked } = await audit.round();
  expect(drift).toEqual({});
  const [{ handles }] = (await sql<{ handles: number }>(
    'select count(*)::int as handles from rapport_read.identity_handle',
  )) as [{ handles: number }];
  expect(finished).toMatchObject({ customers: handles, differences: 0, share: 1 });
  // Steps before the round have checked some as well, where live was not behind at that moment.
  expect(checked).toBeGreaterThanOrEqual(handles);
  for (const projection of PROVEN) {
    const tally = finished!.projections[`${projection.name} v1`];
    expect([projection.name, tally]).toEqual([projection.name, { rows: await rowsOf(projection), leftOut: {} }]);
  }
  expect(finished!.projections).not.toHaveProperty(['world-volume v1']);
});

const CHANGES: readonly (readonly [Projection, string, string])[] = [
  [totals, `events = events + 1`, 'events'],
  [course, `"course" = '["o1:1.00"]'`, 'course'],
  [returns, `count = count + 1`, 'count'],
  [entries, `records = '["x"]'`, 'records'],
];

describe.each(CHANGES)('one damaged row of %#', (projection, change, field) => {
  const path = pathOf(projection);
  const anyKey = async (): Promise<string> =>
    (await sql<{ key: string }>(`select key::text from ${path} order by md5(key::text) limit 1`))[0]!.key;

  it.each([
    ['both', [field], (key: string) => `update ${path} set ${change} where key = '${key}'`],
    ['rebuilt', [], (key: string) => `delete from ${path} where key = '${key}'`],
    [
      'live',
      [],
      (key: string) => `insert into ${path} select (jsonb_populate_record(null::${path},
        to_jsonb(t) || '{"key": "${SPARE}"}')).* from ${path} t where key = '${key}'`,
    ],
  ] as const)(`is found: in %s`, async (where, fields, damage) => {
    const key = await anyKey();
    await sql(`create table rapport_read.kept as select * from ${path}`);
    await sql(damage(key));
    const { findings, drift } = await audit.round();
    const damaged = where === 'live' ? SPARE : key;
    expect(findings).toMatchObject([{ projection: projection.name, version: 1, key: damaged, in: where, fields }]);
    expect(drift).toEqual({ [`${projection.name} v1`]: 1 });
    await sql(`delete from ${path}; insert into ${path} select * from rapport_read.kept; drop table rapport_read.kept`);
    // It is looked at again before its turn in the round comes.
    await audit.step();
    expect((await audit.report()).findings).toEqual([]);
  });
});

it('closes a finding when a replay has put the row right', async () => {
  const [{ key }] = (await sql<{ key: string }>(`select key::text from ${pathOf(totals)} limit 1`)) as [
    { key: string },
  ];
  await sql(`update ${pathOf(totals)} set cents = cents + 1 where key = $1::uuid`, [key]);
  expect((await audit.round()).drift).toEqual({ 'world-totals v1': 1 });
  const host = hosting(stage, store, worldProjections);
  try {
    await replayed(stage, tableOf(totals));
    await audit.step();
    expect((await audit.report()).drift).toEqual({});
  } finally {
    await host.stop();
  }
});

it('waits while a replay is at work, and says so', async () => {
  const before = (await audit.report()).checked;
  await sql(`insert into rapport_read.replay (id, projection, version, promote, state)
    values (gen_random_uuid(), 'world-course', 1, true, 'running')`);
  expect(await audit.step()).toMatchObject({ waits: 'replay' });
  expect(await audit.report()).toMatchObject({ waitsFor: 'replay', checked: before });
  await sql(`delete from rapport_read.replay where projection = 'world-course'`);
  expect(await audit.step()).toMatchObject({ waits: null });
});

it('holds rows against exactly the events that they include, however far the log has gone', async () => {
  const rows = (await audit.round()).finished!.rows;
  await following.stop();
  const told = onceMore('after', makeStory(seededRandom(6), 20, 8));
  await store.append(told.map((one) => appendOf(0, one)));
  const { finished, drift } = await audit.round();
  expect([drift, finished!.rows]).toEqual([{}, rows]);
  following = await stage.follow(store);
  await settled(stage, store);
  const later = await audit.round();
  expect(later.drift).toEqual({});
  expect(later.finished!.rows).toBeGreaterThan(rows);
});

it('counts those whose history is too long to be held, instead of saying that they are right', async () => {
  await sql(`delete from rapport_read.lease where name = 'audit'`);
  const short = await auditing(stage, store, { eventsMax: 3 });
  const { finished } = await short.round();
  const tally = finished!.projections['world-totals v1']!;
  expect(tally.leftOut.tooLong).toBeGreaterThan(0);
  expect(tally.rows).toBeGreaterThan(0);
  expect(tally.rows).toBeLessThan(await rowsOf(totals));
});

it('is done by one process at a time; another takes over', async () => {
  await sql(`delete from rapport_read.lease where name = 'audit'`);
  const pools = [1, 2].map(() => createPool(stage.database.url, { max: 2, name: 'audit' }));
  const options = { store, projections: worldProjections, restMs: 5, share: 1, ttlMs: 600, log: () => undefined };
  const hosts = pools.map((pool) => hostAudit({ ...options, pool, budget: { roundMs: 0 } }));
  const checked = async (): Promise<number> => (await auditReport(stage.database.pool)).checked;
  try {
    const before = await checked();
    await eventually(async () => expect(await checked()).toBeGreaterThan(before + 20), 10_000);
    await hosts[0]!.stop();
    const after = await checked();
    await eventually(async () => expect(await checked()).toBeGreaterThan(after + 20), 10_000);
    await hosts[1]!.stop();
    const { rows } = await stage.database.pool.query<{ epoch: string }>(
      `select epoch::text from rapport_read.lease where name = 'audit'`,
    );
    expect(Number(rows[0]!.epoch)).toBeLessThanOrEqual(2);
  } finally {
    await Promise.all(hosts.map((host) => host.stop()));
    await Promise.all(pools.map((pool) => pool.end()));
  }
});
