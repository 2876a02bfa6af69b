import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { EventStore } from '@rapport/event-store';
import { type FreshDatabase, freshDatabase } from '@rapport/testing';
import { postgresEventStore } from '../index';

const LONG = 20_000;
const BODY = JSON.stringify({ text: 'x'.repeat(400) });
const READ = `
  select sum(idx_scan)::int as scans, sum(idx_tup_read) filter (where indexrelname = 'events_pkey')::int as walked
  from pg_stat_user_indexes where schemaname = 'rapport_store' and relname = 'events'`;

let database: FreshDatabase;
let store: EventStore;
beforeAll(async () => {
  database = await freshDatabase();
  store = await postgresEventStore(database.url);
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const append = async (stream: string, count: number): Promise<void> => {
  const events = Array.from({ length: count }, () => ({ id: randomUUID(), type: 'A', body: BODY, fingerprint: '' }));
  await store.append([{ stream, expected: 'any', events }]);
};
/** Searches of all indexes, and entries read along the order of positions. */
const read = async (): Promise<{ readonly scans: number; readonly walked: number }> =>
  (await database.pool.query<{ scans: number; walked: number }>(READ)).rows[0]!;
/** Sessions tell what they have read a moment later. */
const settled = async () => {
  for (let last = await read(); ;) {
    await pause(2_500);
    const now = await read();
    if (now.scans === last.scans) return now;
    last = now;
  }
};

it('reads short streams by themselves where nearly all events are of one long stream, and the planner knows that', async () => {
  const short = Array.from({ length: 10 }, (_, n) => `customer-short-${n}`);
  for (const stream of short) await append(stream, 1);
  for (let n = 0; n < LONG; n += 1_000) await append('customer-long', 1_000);
  await database.pool.query('analyze rapport_store.events');
  const { position } = await store.head();
  const before = await settled();
  const found = [];
  for await (const events of store.read(short, position)) found.push(...events);
  expect(found.map(({ stream }) => stream).sort()).toEqual(short);
  const after = await settled();
  expect(after.scans).toBeGreaterThan(before.scans);
  expect(after.walked - before.walked).toBeLessThan(short.length * 4);
}, 60_000);

it('gives long streams whole and in the order of the log, events of others between them', async () => {
  const mixed = ['customer-a', 'decision-a', 'customer-b'];
  const told: string[] = [];
  for (let n = 0; n < 45; n += 1) {
    const events = Array.from({ length: 1 + ((n * 37) % 90) }, () => ({
      ...{ id: randomUUID(), type: 'A', body: JSON.stringify({ n, text: 'é,"\n 😀' }), fingerprint: '' },
    }));
    const stream = mixed[n % mixed.length]!;
    await store.append([{ stream, expected: 'any', events }]);
    if (stream !== 'customer-b') told.push(...events.map(({ id, body }) => `${stream} ${id} ${body}`));
  }
  const found = [];
  for await (const events of store.read(['decision-a', 'customer-a'])) found.push(...events);
  expect(found.length).toBeGreaterThan(1_024);
  expect(found.map(({ stream, id, body }) => `${stream} ${id} ${body}`)).toEqual(told);
  expect(found.map(({ position }) => position)).toEqual(found.map(({ position }) => position).sort());
  for (const stream of ['customer-a', 'decision-a'])
    expect(found.filter((one) => one.stream === stream).map(({ version }) => version)).toEqual(
      found.filter((one) => one.stream === stream).map((_, nth) => nth + 1),
    );
  const again = await store.find(found.slice(0, 200).map(({ id }) => id));
  expect(again).toEqual(found.slice(0, 200));
});
