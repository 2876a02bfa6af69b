import { setTimeout as pause } from 'node:timers/promises';
import type { Sql } from './sql';

const LOOK_MS = 3;

/** It will never be so. */
export class Stuck extends Error {}

/** Looks again and again, also while nothing answers, until it is so; gives up after two minutes, or when it is stuck. */
export const until = async (what: string, isSo: () => Promise<boolean>): Promise<void> => {
  for (const end = Date.now() + 120_000; Date.now() < end; await pause(LOOK_MS)) {
    const isThere = await isSo().catch((error: unknown) => {
      if (error instanceof Stuck) throw error;
      return false;
    });
    if (isThere) return;
  }
  throw new Error(`not within two minutes: ${what}`);
};

/** The end of the log. */
export const headOf = async (sql: Sql): Promise<number> =>
  (await sql.one('select coalesce(max(position), 0)::int as head from rapport_store.events'))['head'] as number;
