import type { Sql } from '@rapport/postgres';
import { positions, type Progress } from '../positions';
import type { Versioned } from '../wait-for';

/** What the audit waits for: live that is behind, or a replay at work or about to swap. */
export type WaitsFor = 'live' | 'replay';

/** So many events behind, or one that waits for so long: then live needs the machine for itself. */
export const LAG_MAX = 1_000;
export const WAITING_MAX_MS = 1_000;

const REPLAYING = `
  select from rapport_read.replay where state in ('requested', 'running') or wish in ('promote', 'rollback') limit 1`;

/** Whether live is too far behind to be disturbed, or has not begun, so that there is nothing to compare. Who has stopped does not get further by being left alone. */
export const isBehind = (progress: readonly Progress[], audited: readonly Versioned[]): boolean =>
  progress.some(
    ({ projection, version, position, fault, lag, oldestWaitingMs }) =>
      fault === null &&
      audited.some((one) => one.name === projection && one.version === version) &&
      (position === '' || lag > LAG_MAX || oldestWaitingMs > WAITING_MAX_MS),
  );

/** Why the audit must not look now; null when it may. */
export const waitsFor = async (sql: Sql, audited: readonly Versioned[]): Promise<WaitsFor | null> => {
  if ((await sql.query(REPLAYING)).rowCount !== 0) return 'replay';
  return isBehind(await positions(sql), audited) ? 'live' : null;
};
