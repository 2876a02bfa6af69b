import type { Sql } from '@rapport/postgres';
import { positions, type Progress } from '../positions';
import type { Versioned } from '../wait-for';

/** What the audit waits for: live that is behind, or a replay at work or about to swap. */
export type WaitsFor = 'live' | 'replay';

/** So many events behind, or one that waits for so long: then live needs the machine for itself. */
export const LAG_MAX = 1_000;
export const WAITING_MAX_MS = 1_000;
/** Events wait and the position has not moved for so long: it will not move because the audit stands aside. */
export const STILL_MAX_MS = 60_000;

const REPLAYING = `
  select from rapport_read.replay where state in ('requested', 'running') or wish in ('promote', 'rollback') limit 1`;
const NOW = 'select (extract(epoch from clock_timestamp()) * 1000)::float8 as now';

const isStill = ({ position, oldestWaitingMs, updatedAt }: Progress, now: number): boolean =>
  (position === '' || oldestWaitingMs > STILL_MAX_MS) && now - Date.parse(updatedAt) > STILL_MAX_MS;

/**
 * Whether live is too far behind to be disturbed, or is about to begin, so that there is nothing to compare. Who has stopped, or
 * stands still, does not get further by being left alone: the others are audited meanwhile.
 * @param now by the clock of the database, in milliseconds.
 */
export const isBehind = (progress: readonly Progress[], audited: readonly Versioned[], now: number): boolean =>
  progress.some(
    (one) =>
      one.fault === null &&
      audited.some(({ name, version }) => name === one.projection && version === one.version) &&
      !isStill(one, now) &&
      (one.position === '' || one.lag > LAG_MAX || one.oldestWaitingMs > WAITING_MAX_MS),
  );

/** Why the audit must not look now; null when it may. */
export const waitsFor = async (sql: Sql, audited: readonly Versioned[]): Promise<WaitsFor | null> => {
  if ((await sql.query(REPLAYING)).rowCount !== 0) return 'replay';
  const { rows } = await sql.query<{ now: number }>(NOW);
  return isBehind(await positions(sql), audited, rows[0]!.now) ? 'live' : null;
};
