import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { EventStore, StoredEvent } from '@rapport/event-store';
import { gather } from '@rapport/postgres';
import { membership } from '@rapport/read-db';
import type pg from 'pg';
import { Overtaken, type Tenure, acquire, asHolder, keep, release } from '../kafka/tenure';
import { Bell } from './bell';
import { lockedSecrets, working } from './book';
import { type Settled, settle } from './deliveries';
import type { Desk, Patience } from './desk';
import { LogWindow } from './log-window';
import type { Post } from './post';
import { prune } from './prune';
import { Runner } from './runner';

/** Its place among those who publish. */
export const NAME = 'webhooks';
/** How often it looks whether somebody has changed something. */
const LOOK_MS = 1_000;
const PRUNE_MS = 60_000;
const LONGEST_PAUSE_MS = 5_000;

/** What webhooks are delivered with. */
export interface DelivererOptions {
  readonly pool: pg.Pool;
  readonly store: EventStore;
  readonly post: Post;
  readonly patience: Patience;
  /** Opens a secret of a subscription. */
  readonly unlock: (subscription: string, locked: Buffer) => string;
  readonly settled: (settled: Settled) => void;
  readonly log: (text: string) => void;
  /** How long the right to deliver outlives a process that was killed, in milliseconds; 5,000 when absent. */
  readonly ttlMs?: number;
}

const UNDEFINED_TABLE = '42P01';

/**
 * Delivers to all subscriptions while it holds the right to; one process at a time does so. Everything that must not be
 * lost is in the tables: whoever takes over goes on with what waits there, and what had no answer is sent again.
 */
export class Deliverer {
  readonly #stop = new AbortController();
  readonly #owner = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  readonly #bell = new Bell();
  readonly #runners = new Map<string, Runner>();
  readonly #ttlMs: number;
  #fault: string | null = null;
  #failures = 0;
  #ended: Promise<void> | undefined;

  constructor(private readonly options: DelivererOptions) {
    this.#ttlMs = options.ttlMs ?? 5_000;
  }

  /** Why it delivers nothing; null while it does, or another process does. */
  get fault(): string | null {
    return this.#fault;
  }

  start(): this {
    this.#ended ??= this.#run(this.#stop.signal);
    return this;
  }

  /** Somebody has changed a subscription: it need not wait until the next look. */
  changed(): void {
    this.#bell.ring();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const tenure = await acquire(this.options.pool, NAME, this.#owner, this.#ttlMs);
        if (tenure) await this.#hold(tenure, signal);
        else await pause(this.#ttlMs / 5, undefined, { signal });
        [this.#fault, this.#failures] = [null, 0];
      } catch (error) {
        if (signal.aborted) return;
        // Names and codes only: messages of errors can hold addresses.
        const { name, code } = error as { name?: string; code?: string };
        this.#fault = code ?? name ?? 'error';
        this.options.log(`webhooks: ${this.#fault}`);
        const ms = Math.min(LONGEST_PAUSE_MS, 100 * 2 ** Math.min(this.#failures++, 8));
        await pause(ms, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Delivers until the right is lost or something fails, which it throws, or the signal aborts. */
  async #hold(tenure: Tenure, signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const within = AbortSignal.any([signal, over.signal]);
    const failed = (error: unknown): void => over.abort(error);
    const heartbeat = setInterval(() => {
      keep(this.options.pool, tenure, this.#ttlMs).catch(
        (error: unknown) => error instanceof Overtaken && failed(error),
      );
    }, this.#ttlMs / 3);
    const window = new LogWindow(
      this.options.store,
      () => this.#runners.forEach((runner) => runner.wake()),
      // Where each of them is stands in the database, and went back with it.
      failed,
    );
    let following: Promise<void> | undefined;
    try {
      const desk = this.#desk(tenure, window, failed);
      let prunedAt = 0;
      while (!within.aborted) {
        await this.#look(desk, within);
        // Where nobody subscribes, nobody reads the log for nobody.
        if (this.#runners.size > 0) following ??= window.follow(within);
        if (performance.now() - prunedAt > PRUNE_MS) {
          await prune(this.options.pool);
          prunedAt = performance.now();
        }
        await this.#bell.wait(LOOK_MS, within);
        // It works again: a fault from before is over while the right is held, and not only when it ends.
        if (!within.aborted) [this.#fault, this.#failures] = [null, 0];
      }
      over.signal.throwIfAborted();
    } finally {
      if (over.signal.aborted) this.#runners.forEach((runner) => runner.cut());
      over.abort(new Error('let go'));
      await Promise.all([...this.#runners.values()].map((runner) => runner.stop()));
      this.#runners.clear();
      clearInterval(heartbeat);
      await following;
      await release(this.options.pool, tenure).catch(() => undefined);
    }
  }

  /** Lets a runner go whose subscription is another one now, and begins with those that have none. */
  async #look(desk: Desk, signal: AbortSignal): Promise<void> {
    const all = new Map((await working(desk.pool)).map((one) => [one.id, one]));
    for (const [id, runner] of this.#runners)
      if (all.get(id)?.revision !== runner.working.revision)
        void runner.stop().then(() => {
          this.#runners.delete(id);
          this.#bell.ring();
        });
    for (const [id, one] of all)
      if (!this.#runners.has(id) && !signal.aborted) this.#runners.set(id, new Runner(desk, one).start());
  }

  #desk(tenure: Tenure, window: LogWindow, failed: (error: unknown) => void): Desk {
    const { pool, store, post, patience, unlock, settled } = this.options;
    const findInLog = gather<string, StoredEvent | undefined>(async (ids) => {
      const found = new Map((await store.find([...new Set(ids)])).map((event) => [event.id, event]));
      return ids.map((id) => found.get(id));
    });
    const note = gather<Settled, void>(async (all) => {
      await asHolder(pool, tenure, (sql) => settle(sql, all));
      all.forEach(settled);
      return all.map(() => undefined);
    });
    return {
      ...{ pool, tenure, window, post, patience, failed },
      // What came a moment ago is at hand; the log is asked for what waited.
      find: async (id) => window.find(id) ?? findInLog(id),
      settle: note,
      customersOf: async (handles) =>
        handles.length === 0
          ? new Map()
          : membership(pool)
              .resolve(handles)
              // No projector has been here yet: nobody is linked with anybody.
              .catch((error: { code?: string }) => {
                if (error.code === UNDEFINED_TABLE) return new Map<string, string>();
                throw error;
              }),
      secretsOf: async (subscription) =>
        (await lockedSecrets(pool, subscription)).map(({ locked, until }) => ({
          text: unlock(subscription, locked),
          until: until === null ? null : until.getTime(),
        })),
    };
  }
}
