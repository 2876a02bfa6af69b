import type { Sql } from '@rapport/postgres';
import { START, type Checkpoint } from './checkpoint';
import type { Versioned } from './wait-for';

/** The message stands behind the checkpoint's commit in the server's own log, and this commit waits for the disk. */
const FIRM = `
  select position, event_id::text as "eventId", pg_logical_emit_message(true, 'rapport', '')
  from rapport_read.checkpoint where projection = $1 and version = $2 order by position limit 1`;

/**
 * How far a follower (identity, or a projection) has come on disk, the least of its slices: no crash takes that back. It waits for the disk, so
 * it is for who then reads with several connections, decides, or acts; `sql` must not be in a transaction.
 */
export const firmCheckpoint = async (sql: Sql, { name, version }: Versioned): Promise<Checkpoint> => {
  const { rows } = await sql.query<Checkpoint>(FIRM, [name, version]);
  return rows[0] ? { position: rows[0].position, eventId: rows[0].eventId } : START;
};
