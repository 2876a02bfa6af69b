import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Anchor } from './anchor';
import type { ChainOptions } from './chain-options';
import { followChain, type FollowerParts } from './follower';
import { keepLease, LeaseLost, noteExported, noteFault, releaseLease, takeLease } from './lease';

const PAUSE_MIN_MS = 250;
const PAUSE_MAX_MS = 10_000;

/** Holds the lease and follows, again and again until the signal aborts. */
export class ChainRun {
  readonly #owner = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  readonly #ttlMs: number;
  /** As it was noted; undefined = a process before this one may have left something. */
  #fault: string | null | undefined;
  /** Null: the files must be looked at before the next anchor is written to them. */
  #exported: number | null = null;
  readonly #read: FollowerParts['read'] = { last: null };

  constructor(
    private readonly options: ChainOptions,
    private readonly signal: AbortSignal,
  ) {
    this.#ttlMs = options.ttlMs ?? 10_000;
  }

  async run(): Promise<void> {
    const { pool, log } = this.options;
    for (let delay = PAUSE_MIN_MS; !this.signal.aborted;) {
      const began = performance.now();
      try {
        if (await takeLease(pool, this.#owner, this.#ttlMs)) await this.#hold();
        else await this.#rest(this.#ttlMs / 4);
        delay = PAUSE_MIN_MS;
      } catch (error) {
        if (error instanceof LeaseLost) continue;
        if (performance.now() - began > PAUSE_MAX_MS) delay = PAUSE_MIN_MS;
        const fault = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
        if (fault !== this.#fault) log('error', 'the chain of history stands still', { fault });
        await this.#note(fault).catch(() => undefined);
        await this.#rest(delay);
        delay = Math.min(delay * 2, PAUSE_MAX_MS);
      }
    }
    await releaseLease(pool, this.#owner).catch(() => undefined);
  }

  /** One time of holding the lease. */
  async #hold(): Promise<void> {
    const { pool, store, key, everyMs = 10_000, restMs = 1_000, now = () => new Date() } = this.options;
    const lost = new AbortController();
    const held = AbortSignal.any([this.signal, lost.signal]);
    const beat = setInterval(() => {
      keepLease(pool, this.#owner, this.#ttlMs).catch((error: unknown) => {
        if (error instanceof LeaseLost) lost.abort(error);
      });
    }, this.#ttlMs / 3);
    try {
      this.#exported = null;
      await this.#export([]);
      await followChain(
        {
          ...{ pool, store, key, everyMs, restMs, now, owner: this.#owner, ttlMs: this.#ttlMs, read: this.#read },
          onAnchors: (anchors) => this.#export(anchors),
        },
        held,
      );
    } finally {
      clearInterval(beat);
    }
  }

  /** A copy that fails does not keep the chain from growing: it is said, and tried again with the next anchor. */
  async #export(anchors: readonly Anchor[]): Promise<void> {
    const { pool, exported, log } = this.options;
    try {
      if (anchors.length > 0 && this.#exported === anchors[0]!.number - 1) {
        exported.write(anchors);
        this.#exported = anchors.at(-1)!.number;
      } else {
        const { last, isAhead } = await exported.catchUp(pool);
        if (isAhead) log('error', 'the exported anchors know of more history than this database: run rapport verify');
        this.#exported = last;
      }
      await noteExported(pool, this.#exported);
      await this.#note(null);
    } catch (error) {
      this.#exported = null;
      const fault = `anchors are not exported: ${error instanceof Error ? error.message : String(error)}`;
      if (fault !== this.#fault) log('error', 'anchors are not exported', { fault });
      await this.#note(fault);
    }
  }

  async #note(fault: string | null): Promise<void> {
    if (fault === this.#fault) return;
    this.#fault = fault;
    await noteFault(this.options.pool, this.#owner, fault);
  }

  async #rest(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.signal }).catch(() => undefined);
  }
}
