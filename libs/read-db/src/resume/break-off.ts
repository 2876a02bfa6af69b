import type { Sql } from '@rapport/postgres';

/** A replay under way was reading the other log. */
const REPLAYS = `
  update rapport_read.replay set state = 'failed', wish = null, fault = 'the log was restored', ended_at = clock_timestamp()
  where state in ('requested', 'running', 'paused', 'ready')`;
/** And so was a what-if; one that is done is about the other log when views begin again. */
const WHAT_IFS = (states: string): string => `
  update rapport_read.what_if set state = 'failed', wish = null, result = null, fault = 'the log was restored',
    ended_at = clock_timestamp() where state in (${states})`;
/** A projection of the past is of events that this log has, or else goes with all that is derived; what was read of the other log does not count. */
const PASTS = `update rapport_read.past set state = 'requested', per_second = null where state = 'running'`;

/** Breaks off everything that reads the log as it was. @param isAnother views begin again: it has not all that they were made of */
export const breakOff = async (sql: Sql, isAnother: boolean): Promise<void> => {
  await sql.query(REPLAYS);
  await sql.query(WHAT_IFS(`'requested', 'running'${isAnother ? `, 'ready'` : ''}`));
  await sql.query(PASTS);
};
