import { setTimeout as pause } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { Bell } from './bell';

/** After each commit of the projector this channel is notified. */
export const VIEWS_CHANNEL = 'rapport_views';

/** Waits for views to include what somebody has just written. */
export interface Waiter {
  /**
   * True as soon as each named projection (with the version that is asked for) includes the position; false when `ms`
   * milliseconds have passed. A projection that has no checkpoint yet includes nothing.
   */
  waitFor(position: string, projections: readonly Versioned[], ms: number): Promise<boolean>;
  close(): Promise<void>;
}

/** A projection by name and version; a `Projection` is one. */
export interface Versioned {
  readonly name: string;
  readonly version: number;
}

const REACHED = `
  select coalesce(bool_and(coalesce(c.position >= $1, false)), true) as reached
  from unnest($2::text[], $3::int[]) as p(name, version)
  left join rapport_read.checkpoint c on c.projection = p.name and c.version = p.version`;

/** How long a notice may be lost before the tables are asked again, in milliseconds. */
const POLL_MS = 50;

/** Opens a waiter; it listens on one connection of the pool from the first wait on. */
export const openWaiter = (pool: Pool): Waiter => {
  const notices = openNotices(pool);
  return {
    waitFor: async (position, projections, ms) => {
      const query = [position, projections.map(({ name }) => name), projections.map(({ version }) => version)];
      for (const end = performance.now() + ms; ;) {
        const rung = notices.next();
        const { rows } = await pool.query<{ reached: boolean }>(REACHED, query);
        if (rows[0]!.reached) return true;
        const left = end - performance.now();
        if (left <= 0) return false;
        await Promise.race([rung, pause(Math.min(left, POLL_MS))]);
      }
    },
    close: () => notices.close(),
  };
};

/** Rings on a notice. Without a connection it stays silent: polling goes on, and the next wait tries to connect again. */
const openNotices = (pool: Pool): { next: () => Promise<void>; close: () => Promise<void> } => {
  const bell = new Bell();
  let client: Promise<PoolClient | undefined> | undefined;
  const listen = async (): Promise<PoolClient | undefined> => {
    const opened = await pool.connect();
    opened.on('notification', () => bell.ring());
    opened.on('error', () => {
      client = undefined;
      opened.release(true);
    });
    await opened.query(`listen ${VIEWS_CHANNEL}`);
    return opened;
  };
  return {
    next: () => {
      client ??= listen().catch(() => (client = undefined));
      return bell.next();
    },
    close: async () => (await client)?.release(true),
  };
};
