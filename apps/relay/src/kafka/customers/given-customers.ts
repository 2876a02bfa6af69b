import { randomUUID } from 'node:crypto';
import type { KafkaConfig } from '@rapport/edge';
import { type EventStore, memoryEventStore } from '@rapport/event-store';
import { canonicalJson, customerStream, decisionStream, eventIdOf } from '@rapport/events';
import { migrate } from '@rapport/postgres';
import { customerView, customerViewTable } from '@rapport/projections';
import { decidedUpTo, type Following, follow, openReadDb } from '@rapport/read-db';
import { type FreshDatabase, type TestKafka, eventually, freshDatabase } from '@rapport/testing';
import { Publisher } from '../publisher';
import { RELAY_STEPS } from '../schema';
import { type Lying, readTopic } from '../topic-reader';
import { customersOutlet } from './customers-outlet';

/** A log, the projector that keeps the view of it, and relays that tell how customers are. */
export interface GivenCustomers {
  readonly database: FreshDatabase;
  readonly readDb: Awaited<ReturnType<typeof openReadDb>>;
  readonly store: EventStore;
  readonly config: KafkaConfig;
  /** Handles that are erased, for whoever asks. */
  readonly erased: Set<string>;
  /** A new handle of a kind. */
  handle(type: 'email' | 'loyaltyCard'): Ref;
  /** Records an event of the first handle, with all of them. Gives back its position. */
  tell(type: string, handles: readonly Ref[], data?: object, more?: object): Promise<string>;
  /** Records that somebody was erased, after the keys are gone. */
  erase(handles: readonly Ref[]): Promise<void>;
  relay(more?: { readonly ttlMs?: number; readonly purposes?: KafkaConfig['purposes'] }): Publisher;
  /** Waits until the relay has told everything. */
  told(): Promise<void>;
  records(topic?: string): Promise<readonly Lying[]>;
  /** The living values by key. */
  living(topic?: string): Promise<ReadonlyMap<string, Record<string, any>>>;
  stop(): Promise<void>;
}

export interface Ref {
  readonly handle: string;
  readonly type: string;
  readonly issuer?: string;
}

/** Later events happened later. */
const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString();

/** Latest record of each key, tombstones included. */
export const latestOf = (records: readonly Lying[]): ReadonlyMap<string, Lying> =>
  new Map(records.map((record) => [String(record.key), record]));

/** Opens all of it on a database and topics of its own; the projector is at work. */
export const givenCustomers = async (kafka: TestKafka): Promise<GivenCustomers> => {
  const database = await freshDatabase();
  await migrate(database.pool, 'relay', RELAY_STEPS);
  const readDb = await openReadDb(database.url, [customerViewTable], 2);
  const store = memoryEventStore({ batch: 7 });
  const prefix = kafka.name('state');
  const connection = { brokers: kafka.brokers, prefix, partitions: 3, copies: 3, tls: false, login: null };
  const config: KafkaConfig = {
    ...connection,
    purposes: {},
    projections: [],
    compareMinutes: 0,
    ingest: [],
    registry: null,
  };
  const projections = [{ projection: customerView, table: customerViewTable }];
  const { pool } = database;
  const following: Following = await follow({
    ...{ pool, readDb, store, projections },
    ttlMs: 600,
    log: () => undefined,
  });
  const erased = new Set<string>();
  const relays: Publisher[] = [];
  let count = 0;
  const append = async (stream: string, source: string, body: Record<string, unknown>): Promise<string> => {
    const event = { id: eventIdOf(source, String(body['id'])), type: String(body['type']), fingerprint: '' };
    const [outcome] = await store.append([
      { stream, expected: 'any', events: [{ ...event, body: canonicalJson({ ...body, source }) }] },
    ]);
    return (outcome as { placed: readonly { position: string }[] }).placed[0]!.position;
  };
  const records = async (topic = 'customers'): Promise<readonly Lying[]> => {
    const found: Lying[] = [];
    await readTopic(kafka.client, `${prefix}.${topic}.v1`, (one) => found.push(one), kafka.name('all'));
    return found;
  };
  return {
    ...{ database, readDb, store, config, erased, records },
    handle: (type) => ({ handle: randomUUID(), type, ...(type === 'email' ? {} : { issuer: 'pos' }) }),
    tell: (type, handles, data = {}, more = {}) => {
      const id = `c-${count++}`;
      return append(customerStream(handles[0]!.handle), 'spec', {
        ...{ id, channel: 'store', type, v: 1, occurredAt: at(count) },
        ...{
          handle: handles[0]!.handle,
          handles,
          sealed: {},
          data: { ...(type === 'PurchaseMade' && { orderId: id, currency: 'EUR', amount: '1.00' }), ...data },
        },
        ...more,
      });
    },
    erase: async (handles) => {
      for (const { handle } of handles) erased.add(handle);
      const owner = handles[0]!.handle;
      await append(decisionStream(owner), 'rapport/privacy', {
        ...{
          id: randomUUID(),
          channel: 'privacy',
          type: 'CustomerErased',
          v: 1,
          occurredAt: '2026-11-20T16:00:00.000Z',
        },
        ...{
          handle: owner,
          handles,
          sealed: {},
          data: { erasure: randomUUID(), ground: 'request', count: handles.length },
        },
      });
    },
    relay: ({ ttlMs = 1_000, purposes = {} } = {}) => {
      const mine = { ...config, purposes };
      const outlet = customersOutlet({
        pool,
        config: mine,
        erased: async (asked) => new Set(asked.filter((one) => erased.has(one))),
      });
      const relay = new Publisher({ pool, store, config: mine, outlet, ttlMs }).start();
      relays.push(relay);
      return relay;
    },
    told: () =>
      eventually(async () => {
        const { position } = await store.head();
        const { rows } = await pool.query('select position from rapport_relay.publisher where name = $1', [
          `${prefix}/customers`,
        ]);
        const { rows: views } = await pool.query(
          "select position from rapport_read.checkpoint where projection = 'customer-view'",
        );
        expect([rows, views, await decidedUpTo(pool)]).toEqual([[{ position }], [{ position }], position]);
      }, 60_000),
    living: async (topic) => {
      const latest = [...latestOf(await records(topic))].filter(([, { value }]) => value !== null);
      return new Map(latest.map(([key, { value }]) => [key, JSON.parse(String(value)) as Record<string, any>]));
    },
    stop: async () => {
      await Promise.all(relays.map((relay) => relay.stop()));
      await following.stop();
      await store.close();
      await readDb.destroy();
      await database.drop();
    },
  };
};

/** A header of a record as text. */
export const headerOf = ({ headers = {} }: Partial<Pick<Lying, 'headers'>> = {}, name: string): string =>
  String(headers[name]);

/** Fails unless the topic has exactly the rows of the view, by what any client would count. */
export const topicIsView = async (given: GivenCustomers): Promise<void> => {
  const { rows } = await given.database.pool.query<{ key: string; touches: number; orders: number; totals: object }>(
    'select key::text, touches, orders, totals from rapport_read.customer_view_v1 order by key',
  );
  const told = [...(await given.living())].sort(([a], [b]) => (a < b ? -1 : 1));
  expect(
    told.map(([key, { customer, touches, orders, totals }]) => ({ key, customer, touches, orders, totals })),
  ).toEqual(rows.filter(({ key }) => !given.erased.has(key)).map((row) => ({ ...row, customer: row.key })));
};
