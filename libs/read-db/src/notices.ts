import type { Pool, PoolClient } from 'pg';
import { Bell } from './bell';

/** Notices of one channel. */
export interface Notices {
  /** Resolves at the next notice, and when listening begins: what came before was missed. */
  next(): Promise<void>;
  close(): Promise<void>;
}

/** Listens on a connection of the pool from the first question on; without one it stays silent, and the next one tries again. */
export const openNotices = (pool: Pool, channel: string): Notices => {
  const bell = new Bell();
  let client: Promise<PoolClient | undefined> | undefined;
  const listen = async (): Promise<PoolClient | undefined> => {
    const opened = await pool.connect();
    opened.on('notification', () => bell.ring());
    opened.once('error', () => {
      client = undefined;
      opened.release(true);
    });
    // A connection that fails here says so by its event too.
    await opened.query(`listen ${channel}`);
    bell.ring();
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
