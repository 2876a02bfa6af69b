import { randomUUID } from 'node:crypto';
import { Metrics, type WebhookConfig } from '@rapport/edge';
import { type EventStore, memoryEventStore } from '@rapport/event-store';
import { type FreshDatabase, eventually, freshDatabase } from '@rapport/testing';
import { tell } from '../stream/given-log';
import { add, subscriptions } from './book';
import { newSecret } from './signature';
import type { Subscription, WrittenFilter } from './subscription';
import { type Webhooks, type WebhooksDeps, openWebhooks, prepareWebhooks } from './webhooks';

const OPEN: WebhookConfig = { http: true, allow: ['127.0.0.0/8'], ports: [443], giveUpDays: 5 };
/** Locks nothing: whether secrets are locked is for the vault's specs. */
const SAFE = {
  lock: (name: string, text: string) => Buffer.from(`${name} ${text}`),
  unlock: (name: string, locked: Buffer) => locked.toString().slice(name.length + 1),
};

/** For specs: a log, a database, and processes that deliver. */
export interface GivenWebhooks {
  readonly database: FreshDatabase;
  readonly store: EventStore;
  /** Another process that delivers, or waits until it may. */
  open(more?: Partial<WebhooksDeps>): Promise<Webhooks>;
  /** Subscribes a URL from the beginning on; gives back its id and secret. */
  subscribe(url: string, filter?: WrittenFilter): Promise<{ readonly id: string; readonly secret: string }>;
  show(id: string): Promise<Subscription>;
  tell(from: number, count: number): Promise<void>;
  /** Waits until nothing is left to be delivered to it. */
  settled(id: string): Promise<void>;
  stop(): Promise<void>;
}

/** For specs: waits for what a busy machine may take long for. */
export const soon = <T>(assertion: () => T | Promise<T>): Promise<T> => eventually(assertion, 20_000);

/** For specs: times that a spec can wait for. */
export const FAST = { ttlMs: 600, timeoutMs: 400, delaysMs: [20, 40, 60, 80], giveUpMs: 60_000 };

/** For specs: everything but the processes that deliver. */
export const givenWebhooks = async (): Promise<GivenWebhooks> => {
  const database = await freshDatabase();
  await prepareWebhooks(database.pool);
  const store = memoryEventStore();
  const opened: Webhooks[] = [];
  const show = async (id: string): Promise<Subscription> => (await subscriptions(database.pool, id))[0]!;
  return {
    database,
    store,
    show,
    open: async (more = {}) => {
      const one = await openWebhooks({
        ...{ databaseUrl: database.url, store, safe: SAFE, config: OPEN, metrics: new Metrics() },
        ...{ log: () => undefined, times: FAST, ...more },
      });
      let stopped: Promise<void> | undefined;
      const stoppable = { ...one, stop: () => (stopped ??= one.stop()) };
      opened.push(stoppable);
      return stoppable;
    },
    subscribe: async (url, filter = {}) => {
      const [id, secret] = [randomUUID(), newSecret()];
      const after = `${(await store.head()).position.slice(0, -19)}${'0'.repeat(19)}`;
      const locked = SAFE.lock(`webhook/${id}`, secret);
      await add(database.pool, { id, name: 'spec', url, filter, status: 'active', by: 'spec', after, locked }, 100);
      opened.forEach((one) => one.changed());
      return { id, secret };
    },
    tell: (from, count) => tell(store, from, count),
    settled: (id) =>
      soon(async () => {
        const { position, waiting } = await show(id);
        expect([position, waiting]).toEqual([(await store.head()).position, 0]);
      }),
    stop: async () => {
      await Promise.all(opened.map((one) => one.stop()));
      await store.close();
      await database.drop();
    },
  };
};
