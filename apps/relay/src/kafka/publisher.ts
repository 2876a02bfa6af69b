import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { KafkaConfig } from '@rapport/edge';
import { type EventStore, EpochMismatch } from '@rapport/event-store';
import { asAdmin, kafkaClient, requirePulse } from '@rapport/kafka';
import type { Kafka } from 'kafkajs';
import type pg from 'pg';
import { orAborted } from './ahead';
import type { Desk, Outlet, Topics } from './outlet';
import { requirePartitions } from './partitions';
import { Overtaken, type Published, type Tenure, acquire, advance, keep, noteFault, release } from './tenure';
import { ensureTopics } from './topics';

/** What a publisher works with. */
export interface PublisherOptions {
  readonly pool: pg.Pool;
  readonly store: EventStore;
  readonly config: KafkaConfig;
  readonly outlet: Outlet;
  /** How long the right to publish outlives a process that was killed, in milliseconds; 5,000 when absent. */
  readonly ttlMs?: number;
  readonly requestTimeoutMs?: number;
  readonly log?: (text: string) => void;
}

/** How a publisher is doing, as its own process sees it. */
export interface PublisherState {
  /** `standby`: another process publishes. */
  readonly stage: 'standby' | 'connecting' | 'publishing' | 'waiting';
  /** Why it waits. */
  readonly fault: string | null;
  /** Since when a request has had no answer, in milliseconds; 0 = none is under way. */
  readonly silentMs: number;
}

const LONGEST_PAUSE_MS = 5_000;

const textOf = (error: unknown): string => `${(error as Error).name}: ${(error as Error).message}`;

/**
 * Follows the log and tells it to Kafka: read, produce, wait for all copies, note how far. One process at a time does so; who
 * was taken over from stops at its next step, and what both have sent carries the same ids in the same order.
 * A failure of any kind is said and tried again from the noted place.
 */
export class Publisher {
  readonly #stop = new AbortController();
  readonly #owner = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  readonly #ttlMs: number;
  #stage: PublisherState['stage'] = 'standby';
  #fault: string | null = null;
  #askedAt = 0;
  #failures = 0;
  #ended: Promise<void> | undefined;

  constructor(private readonly options: PublisherOptions) {
    this.#ttlMs = options.ttlMs ?? 5_000;
  }

  /** The name of its place in the log: a prefix of its own begins at the beginning. */
  get name(): string {
    return `${this.options.config.prefix}/${this.options.outlet.name}`;
  }

  get state(): PublisherState {
    const silentMs = this.#askedAt === 0 ? 0 : Math.round(performance.now() - this.#askedAt);
    return { stage: this.#stage, fault: this.#fault, silentMs };
  }

  start(): this {
    this.#ended ??= this.#run(this.#stop.signal);
    return this;
  }

  /** Ends it; what was sent and not noted is sent again by the next one. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { pool } = this.options;
    while (!signal.aborted) {
      try {
        const tenure = await acquire(pool, this.name, this.#owner, this.#ttlMs);
        if (tenure) await this.#hold(tenure, signal);
        else {
          this.#stage = 'standby';
          this.#fault = null;
          await pause(this.#ttlMs / 5, undefined, { signal });
        }
      } catch (error) {
        if (signal.aborted) return;
        this.#note(error);
        const ms = Math.min(LONGEST_PAUSE_MS, 100 * 2 ** Math.min(this.#failures++, 8));
        await pause(ms, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  #note(error: unknown): void {
    const fault = textOf(error);
    if (fault !== this.#fault) this.options.log?.(`relay ${this.name}: ${fault}`);
    this.#fault = fault;
    this.#stage = 'waiting';
  }

  /** Publishes while the right to is held. Always throws: the signal's reason at the end of all. */
  async #hold(tenure: Tenure, signal: AbortSignal): Promise<void> {
    const { pool, store, config, outlet, requestTimeoutMs } = this.options;
    const over = new AbortController();
    const within = AbortSignal.any([signal, over.signal]);
    const heartbeat = setInterval(() => {
      keep(pool, tenure, this.#ttlMs).catch((error: unknown) => error instanceof Overtaken && over.abort(error));
    }, this.#ttlMs / 3);
    const client = kafkaClient(config, `rapport-relay-${outlet.name}`, requestTimeoutMs);
    try {
      if (this.#stage === 'standby') this.#stage = 'connecting';
      await this.#requireHistory(tenure.from);
      const topics = await orAborted(this.#topics(client), within);
      await requirePartitions(pool, topics.values());
      await outlet.publish({ ...{ client, store, topics, tenure }, signal: within, ...this.#desk(tenure, within) });
      within.throwIfAborted();
      throw new Error('the log has been closed');
    } catch (error) {
      if (!signal.aborted) await noteFault(pool, tenure, textOf(error)).catch(() => undefined);
      throw error;
    } finally {
      over.abort(new Error('let go'));
      clearInterval(heartbeat);
      this.#askedAt = 0;
      await release(pool, tenure).catch(() => undefined);
    }
  }

  #topics(client: Kafka): Promise<Topics> {
    const { config, outlet } = this.options;
    return asAdmin(client, async (admin) => {
      const topics = await ensureTopics(admin, config, outlet.topics);
      await requirePulse(admin, config.tls, [...topics.values()].map(({ name }) => name)); // prettier-ignore
      return topics;
    });
  }

  /** Another history must not be appended to what was told of this one. */
  async #requireHistory({ position, eventId }: Published): Promise<void> {
    if (eventId === null) return;
    const [found] = await this.options.store.find([eventId]);
    if (found?.position !== position) throw new EpochMismatch(found?.position ?? 'another', position);
  }

  #desk(tenure: Tenure, signal: AbortSignal): Pick<Desk, 'begun' | 'asked' | 'advance'> {
    return {
      begun: () => {
        this.#stage = 'publishing';
        this.#fault = null;
      },
      asked: async (answer) => {
        signal.throwIfAborted();
        this.#askedAt = performance.now();
        const answered = await orAborted(answer(), signal);
        this.#askedAt = 0;
        return answered;
      },
      advance: async (to, records) => {
        await advance(this.options.pool, tenure, this.#ttlMs, to, records);
        this.#failures = 0;
      },
    };
  }
}
