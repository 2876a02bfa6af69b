import { randomUUID } from 'node:crypto';
import type { Checks, Metrics, WebhookConfig } from '@rapport/edge';
import type { EventStore } from '@rapport/event-store';
import { createPool, migrate } from '@rapport/postgres';
import type pg from 'pg';
import { RELAY_STEPS } from '../kafka/schema';
import { lockedSecrets } from './book';
import { Deliverer } from './deliverer';
import type { Patience } from './desk';
import { checkOf, showWebhooks } from './health';
import { testBody } from './message';
import { type Post, openPost } from './post';
import { type Resolve, resolver } from './resolve';
import { DELAYS_MS } from './schedule';
import { WEBHOOK_STEPS } from './schema';
import { signedHeaders } from './signature';
import type { Reply } from './judge';

/** Locks what messages are signed with; the vault's. */
export interface SecretSafe {
  lock(name: string, text: string): Buffer;
  unlock(name: string, locked: Buffer): string;
}

/** What webhooks need. */
export interface WebhooksDeps {
  readonly databaseUrl: string;
  readonly store: EventStore;
  readonly safe: SecretSafe;
  readonly config: WebhookConfig;
  readonly metrics: Metrics;
  readonly log: (text: string) => void;
  /** For specs: other times than the usual ones. */
  readonly times?: { readonly ttlMs?: number; readonly timeoutMs?: number } & Partial<Patience>;
  /** For specs: other name servers. */
  readonly resolve?: Resolve;
}

/** Webhooks at work, and what their endpoints need. */
export interface Webhooks {
  readonly pool: pg.Pool;
  readonly store: EventStore;
  readonly config: WebhookConfig;
  readonly checks: Checks;
  readonly resolve: Resolve;
  lock(subscription: string, secret: string): Buffer;
  /** Sends a message that tells nothing, once, whether or not the subscription is active. */
  test(subscription: string, url: string): Promise<Reply>;
  /** Somebody has changed something. */
  changed(): void;
  stop(): Promise<void>;
}

const CONNECTIONS = 6;
const TIMEOUT_MS = 15_000;
const DAY_MS = 86_400_000;
const nameOf = (subscription: string): string => `webhook/${subscription}`;

/** Makes the tables of webhooks. */
export const prepareWebhooks = async (pool: pg.Pool): Promise<void> => {
  await migrate(pool, 'relay', RELAY_STEPS);
  await migrate(pool, 'webhooks', WEBHOOK_STEPS);
};

const tried = async (
  pool: pg.Pool,
  safe: SecretSafe,
  post: Post,
  subscription: string,
  url: string,
): Promise<Reply> => {
  const [id, now] = [`test-${randomUUID()}`, new Date()];
  const body = testBody(id, subscription, now.toISOString());
  const secrets = (await lockedSecrets(pool, subscription)).map(({ locked }) =>
    safe.unlock(nameOf(subscription), locked),
  );
  const signed = signedHeaders(secrets, id, Math.floor(now.getTime() / 1_000), body);
  const headers = { 'content-type': 'application/cloudevents+json; charset=utf-8', ...signed };
  return post.send({ url, headers, body, signal: new AbortController().signal });
};

/** Opens the tables and begins to deliver, if no other process does. */
export const openWebhooks = async (deps: WebhooksDeps): Promise<Webhooks> => {
  const { databaseUrl, store, safe, config, metrics, log, times = {} } = deps;
  const pool = createPool(databaseUrl, { max: CONNECTIONS, name: 'rapport-webhooks' });
  try {
    await prepareWebhooks(pool);
  } catch (error) {
    await pool.end();
    throw error;
  }
  const resolve = deps.resolve ?? resolver();
  const post = openPost({ policy: config, resolve, timeoutMs: times.timeoutMs ?? TIMEOUT_MS });
  const patience = {
    delaysMs: times.delaysMs ?? DELAYS_MS,
    giveUpMs: times.giveUpMs ?? config.giveUpDays * DAY_MS,
  };
  const attempts = metrics.counter('rapport_webhook_attempts_total', 'Requests to targets of webhooks', ['outcome']);
  const deliverer = new Deliverer({
    ...{ pool, store, post, patience, log },
    ...(times.ttlMs !== undefined && { ttlMs: times.ttlMs }),
    unlock: (subscription, locked) => safe.unlock(nameOf(subscription), locked),
    settled: ({ state }) => attempts.inc({ outcome: state === 'waiting' ? 'failed' : state }),
  }).start();
  showWebhooks(metrics, pool, store);
  return {
    ...{ pool, store, config, resolve },
    checks: { webhooks: () => checkOf(pool, deliverer.fault) },
    lock: (subscription, secret) => safe.lock(nameOf(subscription), secret),
    test: (subscription, url) => tried(pool, safe, post, subscription, url),
    changed: () => deliverer.changed(),
    stop: async () => {
      await deliverer.stop();
      post.close();
      await pool.end();
    },
  };
};
