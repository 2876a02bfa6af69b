import type { Sql } from '@rapport/postgres';
import { prepared } from '../prepared';

/** The identity follower's name among the projections. */
export const IDENTITY = { name: 'identity', version: 1 } as const;

const REACHED = prepared(`select position from rapport_read.checkpoint where projection = 'identity' and version = 1`);

/**
 * How far identity has come; '' = nothing yet. A crash of the database can still take the last steps back, and with them whatever was
 * committed after them: so believe it within one connection. Who needs more asks for the `firmCheckpoint`.
 */
export const identityReached = async (sql: Sql): Promise<string> =>
  (await sql.query<{ position: string }>({ ...REACHED, values: [] })).rows[0]?.position ?? '';
