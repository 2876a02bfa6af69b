import { randomUUID } from 'node:crypto';
import type { KafkaConfig } from '@rapport/edge';
import { type EventStore, memoryEventStore } from '@rapport/event-store';
import { canonicalJson, customerStream, decisionStream, eventIdOf } from '@rapport/events';
import { migrate } from '@rapport/postgres';
import { projections } from '@rapport/projections';
import {
  builtProjections,
  definedEvent,
  definedRows,
  definitionStream,
  droppedEvent,
  follow,
  hostReplays,
  openReadDb,
  positions,
} from '@rapport/read-db';
import { type FreshDatabase, type TestKafka, eventually, freshDatabase } from '@rapport/testing';
import { Publisher } from '../publisher';
import { RELAY_STEPS } from '../schema';
import { type Lying, readTopic } from '../topic-reader';
import { rowsOutlet } from './rows-outlet';

/** A log, the projector that keeps described projections, and relays that tell their rows. */
export interface GivenRows {
  readonly database: FreshDatabase;
  readonly store: EventStore;
  readonly prefix: string;
  /** Handles that are erased, for whoever asks. */
  readonly erased: Set<string>;
  /** Records an event of handles. Gives back its id. */
  tell(type: string, handles: readonly string[], data: object, channel?: string): Promise<string>;
  /** Records that an event never was, of its owner. */
  retract(target: string, owner: string): Promise<void>;
  erase(handles: readonly string[]): Promise<void>;
  /** Describes a version and waits until it serves. */
  define(name: string, version: number, definition: object): Promise<void>;
  drop(name: string, version: number): Promise<void>;
  relay(name: string): Publisher;
  stopRelays(): Promise<void>;
  /** Waits until the topic tells exactly the rows of the projection, and gives them back by key. */
  toldRows(name: string): Promise<ReadonlyMap<string, Told>>;
  records(name: string): Promise<readonly Lying[]>;
  stop(): Promise<void>;
}

/** The value of a record. */
export interface Told {
  readonly projection: string;
  readonly version: number;
  readonly row: Readonly<Record<string, any>>;
}

const registered = projections.filter(({ projection }) => projection.name === 'projection-definitions');
const NO_WISH = { after: null, limit: 100_000, filters: [], customers: null };
const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString();
const log = (): undefined => undefined;

/** Latest record of each key, tombstones included. */
export const latestOf = (records: readonly Lying[]): ReadonlyMap<string, Lying> =>
  new Map(records.map((record) => [String(record.key), record]));

/** Opens all of it on a database and topics of its own; the projector is at work. */
export const givenRows = async (kafka: TestKafka): Promise<GivenRows> => {
  const database = await freshDatabase();
  const { pool } = database;
  await migrate(pool, 'relay', RELAY_STEPS);
  const readDb = await openReadDb(database.url, registered.map(({ table }) => table), 2); // prettier-ignore
  const store = memoryEventStore({ batch: 9 });
  const prefix = kafka.name('rows');
  const connection = { brokers: kafka.brokers, prefix, partitions: 3, copies: 3, tls: false, login: null };
  const config: KafkaConfig = {
    ...connection,
    ...{ purposes: {}, projections: [], compareMinutes: 0, ingest: [], registry: null },
  };
  const base = { pool, readDb, store, projections: registered, ttlMs: 600, log };
  const following = await follow({ ...base, defined: true });
  const host = hostReplays({ ...base, defined: true });
  const erased = new Set<string>();
  const relays: Publisher[] = [];
  let count = 0;
  const append = async (stream: string, body: Record<string, unknown>): Promise<string> => {
    const id = eventIdOf('spec', String(body['id']));
    const whole = { v: 1, occurredAt: at(count), sealed: {}, source: 'spec', ...body };
    const events = [{ id, type: String(body['type']), fingerprint: '', body: canonicalJson(whole) }];
    await store.append([{ stream, expected: 'any', events }]);
    return id;
  };
  const refs = (handles: readonly string[]) => handles.map((handle) => ({ handle, type: 'email' }));
  const records = async (name: string): Promise<readonly Lying[]> => {
    const found: Lying[] = [];
    const topic = `${prefix}.projection-${name}.v1`;
    await readTopic(kafka.client, topic, (one) => found.push(one), kafka.name('all'));
    return found;
  };
  const serving = async (name: string) =>
    (await builtProjections(pool)).find(({ projection }) => projection.name === name);
  /** Rows as anybody would read them, but of whom is erased. */
  const expectedRows = async (name: string): Promise<unknown[]> => {
    const found = await serving(name);
    if (!found) return [];
    const { compiled, projection } = found;
    const whose = compiled.customer;
    return (await definedRows(pool, found, NO_WISH))
      .filter(({ customer }) => customer === null || !erased.has(customer))
      .map(({ customer, place, group }) => ({
        ...{ projection: name, version: projection.version },
        row: { ...(whose !== null && { [whose]: customer }), ...compiled.grouping.show(place, group) },
      }));
  };
  const textsOf = (values: Iterable<unknown>): string[] => [...values].map(canonicalJson).sort();
  const included = async (): Promise<void> => {
    const { position } = await store.head();
    const places = (await positions(pool)).map((one) => one.position);
    expect([...new Set(places)]).toEqual([position]);
  };
  return {
    ...{ database, store, prefix, erased, records },
    tell: (type, handles, data, channel = 'store') => {
      const id = `r-${(count += 1)}`;
      const [handle] = handles;
      const about = type === 'PurchaseMade' ? { orderId: id, currency: 'EUR', amount: '1.00' } : {};
      return append(customerStream(handle!), {
        ...{ id, channel, type, handle, handles: refs(handles) },
        data: { ...about, ...data },
      });
    },
    retract: async (target, owner) => {
      const record = { id: `x-${(count += 1)}`, channel: 'record', type: 'InteractionRetracted' };
      await append(customerStream(owner), { ...record, handle: owner, handles: refs([owner]), data: { target, reason: 'a mistake' } }); // prettier-ignore
    },
    erase: async (handles) => {
      for (const handle of handles) erased.add(handle);
      const data = { erasure: randomUUID(), ground: 'request', count: handles.length };
      const record = { id: randomUUID(), channel: 'privacy', type: 'CustomerErased', data };
      await append(decisionStream(handles[0]!), { ...record, handle: handles[0], handles: refs(handles) });
    },
    define: async (name, version, definition) => {
      const described = { name, version, definition: { name, ...definition }, promote: true };
      const event = definedEvent(described, 'k1', '2026-01-01T00:00:00.000Z');
      await store.append([{ stream: definitionStream(name), expected: 'any', events: [event] }]);
      await eventually(async () => expect((await serving(name))?.projection.version).toBe(version), 60_000);
    },
    drop: async (name, version) => {
      const event = droppedEvent(name, version, 'k1', '2026-01-02T00:00:00.000Z');
      await store.append([{ stream: definitionStream(name), expected: 'any', events: [event] }]);
    },
    relay: (name) => {
      const among = async (asked: readonly string[]) => new Set(asked.filter((one) => erased.has(one)));
      const outlet = rowsOutlet({ pool, erased: among }, name);
      const relay = new Publisher({ pool, store, config, outlet, ttlMs: 1_000 }).start();
      relays.push(relay);
      return relay;
    },
    stopRelays: async () => {
      await Promise.all(relays.splice(0).map((relay) => relay.stop()));
    },
    toldRows: async (name) => {
      let living: ReadonlyMap<string, Told> = new Map();
      await eventually(async () => {
        await included();
        const latest = [...latestOf(await records(name))].filter(([, { value }]) => value !== null);
        living = new Map(latest.map(([key, { value }]) => [key, JSON.parse(String(value)) as Told]));
        expect(textsOf(living.values())).toEqual(textsOf(await expectedRows(name)));
      }, 60_000);
      return living;
    },
    stop: async () => {
      await Promise.all(relays.map((relay) => relay.stop()));
      await host.stop();
      await following.stop();
      await store.close();
      await readDb.destroy();
      await database.drop();
    },
  };
};
