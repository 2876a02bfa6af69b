import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import { acquire, keep, release, type Lease } from './lease';
import type { Log } from './worker';

/** What is done one at a time, in all processes together. */
export interface Hosted {
  readonly pool: Pool;
  /** Name of the lease, and what it is about, for the log. */
  readonly lease: string;
  readonly what: string;
  readonly ttlMs: number;
  readonly log: Log;
  /** Does what there is to do next; false = nothing. The signal aborts when the lease is lost, or the host stops. */
  readonly next: (lease: Lease, signal: AbortSignal) => Promise<boolean>;
}

/** A process's readiness to do it. */
export interface Host {
  /** Breaks off what is running (it begins again wherever it is hosted next) and gives the lease back. */
  stop(): Promise<void>;
}

const LOOK_MS = 500;

/** Hosts work under a lease: whoever holds it looks every half second for what there is to do. */
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
  const { pool, lease: name, what, ttlMs, log } = hosted;
  while (!signal.aborted) {
    const lease = await acquire(pool, name, owner, ttlMs).catch(() => undefined);
    if (lease) {
      await holding(hosted, lease, signal).catch((error: unknown) => {
        if (!signal.aborted) log('warn', `${what} were interrupted`, { fault: String(error) });
      });
      await release(pool, lease).catch(() => undefined);
    }
    await pause(ttlMs / 5, undefined, { signal }).catch(() => undefined);
  }
};

const holding = async ({ pool, ttlMs, next }: Hosted, lease: Lease, signal: AbortSignal): Promise<void> => {
  const lost = new AbortController();
  const held = AbortSignal.any([signal, lost.signal]);
  const beat = setInterval(
    () => void keep(pool, lease, ttlMs).catch((reason: unknown) => lost.abort(reason)),
    ttlMs / 3,
  );
  try {
    while (!held.aborted) {
      if (!(await next(lease, held))) await pause(LOOK_MS, undefined, { signal: held }).catch(() => undefined);
    }
    held.throwIfAborted();
  } finally {
    clearInterval(beat);
  }
};
