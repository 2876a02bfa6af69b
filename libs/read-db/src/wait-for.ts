import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import { Bell } from './bell';
import { type Notices, openNotices } from './notices';
import { prepared } from './prepared';

/** After each commit of the projector this channel is notified. */
export const VIEWS_CHANNEL = 'rapport_views';

/** Waits for views to include what somebody has just written. */
export interface Waiter {
  /**
   * True as soon as each named projection (with the version that is asked for) includes the position; false when `ms`
   * milliseconds have passed. A projection that has no checkpoint yet, or one in another history, does not include it.
   */
  waitFor(position: string, projections: readonly Versioned[], ms: number): Promise<boolean>;
  close(): Promise<void>;
}

/** A projection by name and version; a `Projection` is one. */
export interface Versioned {
  readonly name: string;
  readonly version: number;
}

/** How a waiter waits. */
export interface WaiterOptions {
  /** How long a notice may be lost before the tables are looked at without one, in milliseconds; 100 when absent. */
  readonly pollMs?: number;
}

interface Waiting {
  readonly position: string;
  readonly projections: readonly Versioned[];
  /** On this process's clock. */
  readonly until: number;
  readonly resolve: (reached: boolean) => void;
  readonly reject: (reason: unknown) => void;
}

const LOOK = prepared(`
  select projection || '/' || version as of, min(position) as position from rapport_read.checkpoint
  group by projection, version`);

/** Opens a waiter; it listens on one connection of the pool from the first wait on. */
export const openWaiter = (pool: Pool, { pollMs = 100 }: WaiterOptions = {}): Waiter => {
  const line = new WaitingLine(pool, openNotices(pool, VIEWS_CHANNEL), pollMs);
  return {
    waitFor: (position, projections, ms) => line.wait(position, projections, performance.now() + ms),
    close: () => line.close(),
  };
};

/** All who wait: however many they are, one look at the checkpoints is for all of them. */
class WaitingLine {
  readonly #waiting = new Set<Waiting>();
  readonly #came = new Bell();
  #looking = false;

  constructor(
    private readonly pool: Pool,
    private readonly notices: Notices,
    private readonly pollMs: number,
  ) {}

  wait(position: string, projections: readonly Versioned[], until: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.add({ position, projections, until, resolve, reject });
      this.#came.ring();
      if (!this.#looking) void this.#look();
    });
  }

  close(): Promise<void> {
    return this.notices.close();
  }

  /** Looks again with each notice, and with each who comes, until nobody waits any more. Never throws. */
  async #look(): Promise<void> {
    this.#looking = true;
    while (this.#waiting.size > 0) {
      const next = Promise.race([this.notices.next(), this.#came.next()]);
      try {
        const asked = [...this.#waiting];
        this.#answer(asked, await this.#reached());
      } catch (error) {
        for (const { reject } of this.#waiting) reject(error);
        this.#waiting.clear();
      }
      const ends = [...this.#waiting].map(({ until }) => until - performance.now());
      if (ends.length > 0) await orAfter(next, Math.min(this.pollMs, ...ends));
    }
    this.#looking = false;
  }

  async #reached(): Promise<ReadonlyMap<string, string>> {
    const { rows } = await this.pool.query<{ of: string; position: string }>(LOOK);
    return new Map(rows.map(({ of, position }) => [of, position]));
  }

  #answer(asked: readonly Waiting[], reached: ReadonlyMap<string, string>): void {
    for (const waiting of asked) {
      const { position, projections, until, resolve } = waiting;
      // Places in different histories come neither before nor after one another.
      const history = position.slice(0, position.indexOf('-') + 1);
      const isThere = projections.every(({ name, version }) => {
        const at = reached.get(`${name}/${version}`);
        return at !== undefined && at >= position && at.startsWith(history);
      });
      if (!isThere && performance.now() < until) continue;
      this.#waiting.delete(waiting);
      resolve(isThere);
    }
  }
}

/** Until it happens, or so many milliseconds have passed. */
const orAfter = async (happening: Promise<unknown>, ms: number): Promise<void> => {
  const timer = new AbortController();
  const passed = pause(ms, undefined, { signal: timer.signal }).catch(() => undefined);
  await Promise.race([happening, passed]).finally(() => timer.abort());
};
