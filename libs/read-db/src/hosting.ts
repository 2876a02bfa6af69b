import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import { acquire, keep, release, type Lease } from './lease';
import { isGone } from './lost/gone';
import type { Log } from './worker';

/** What is done one at a time, in all processes together. */
export interface Hosted {
  readonly pool: Pool;
  /** Name of the lease, and what it is about, for the log. */
  readonly lease: string;
  readonly what: string;
  /** How long the lease holds without a sign of life, in milliseconds. */
  readonly ttlMs: number;
  readonly log: Log;
  /** Makes tables again that are gone; called when one was missing. */
  readonly mend?: (() => Promise<void>) | undefined;
  /** What comes first whenever the lease has been taken. */
  readonly first?: () => Promise<void>;
  /**
   * Does what there is to do next, and says how long to rest then, in milliseconds. The signal aborts when the lease is lost,
   * or the host stops.
   */
  readonly next: (lease: Lease, signal: AbortSignal) => Promise<number>;
}

/** How long a lease holds where nobody says otherwise, in milliseconds. */
export const LEASE_MS = 5_000;

/** The rest before the next look where there was nothing to do, in milliseconds. */
export const LOOK_MS = 500;

/** A process's readiness to do it. */
export interface Host {
  /** Breaks off what is running (it begins again wherever it is hosted next) and gives the lease back. */
  stop(): Promise<void>;
}

/** Hosts work under a lease: whoever holds it does what there is to do, rests and looks again. */
export const host = (hosted: Hosted): Host => {
  const stop = new AbortController();
  const owner = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  const end = hosting(hosted, owner, stop.signal);
  return {
    stop: async () => {
      stop.abort();
      await end;
    },
  };
};

const hosting = async (hosted: Hosted, owner: string, signal: AbortSignal): Promise<void> => {
  const { pool, lease: name, what, ttlMs, log, mend } = hosted;
  while (!signal.aborted) {
    const lease = await acquire(pool, name, owner, ttlMs).catch(() => undefined);
    if (lease) {
      await holding(hosted, lease, signal).catch(async (error: unknown) => {
        if (!signal.aborted) log('warn', `${what} were interrupted`, { fault: String(error) });
        if (isGone(error)) await mend?.();
      });
      await release(pool, lease).catch(() => undefined);
    }
    await pause(ttlMs / 5, undefined, { signal }).catch(() => undefined);
  }
};

const holding = async ({ pool, ttlMs, first, next }: Hosted, lease: Lease, signal: AbortSignal): Promise<void> => {
  const lost = new AbortController();
  const held = AbortSignal.any([signal, lost.signal]);
  const beat = setInterval(
    () => void keep(pool, lease, ttlMs).catch((reason: unknown) => lost.abort(reason)),
    ttlMs / 3,
  );
  try {
    await first?.();
    while (!held.aborted) {
      const restMs = await next(lease, held);
      if (restMs > 0) await pause(restMs, undefined, { signal: held }).catch(() => undefined);
    }
    held.throwIfAborted();
  } finally {
    clearInterval(beat);
  }
};
