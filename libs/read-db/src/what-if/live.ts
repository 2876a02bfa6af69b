import type { Pool } from 'pg';
import { inTransaction, type Sql } from '@rapport/postgres';
import { RULES } from '../rules/rules-follower';
import { SCRATCH } from './scratch';

const SNAPSHOT = 'set transaction isolation level repeatable read';
const POSITION = 'select position from rapport_read.checkpoint where projection = $1 and version = $2';
const KEEP_LIVE = `insert into ${SCRATCH}.live_standing select * from rapport_rules.standing where rule = $1`;

/** Where the rules stand in the log, and how everybody stands there in truth, which is kept. '' = the rules have seen nothing yet. */
export const keepLive = (pool: Pool, rule: string): Promise<string> =>
  inTransaction(pool, async (client) => {
    await client.query(SNAPSHOT);
    const { rows } = await client.query<{ position: string }>(POSITION, [RULES.name, RULES.version]);
    await client.query(KEEP_LIVE, [rule]);
    return rows[0]?.position ?? '';
  });

/** Where the rules stand in the log. */
export const rulesPosition = async (sql: Sql): Promise<string> =>
  (await sql.query<{ position: string }>(POSITION, [RULES.name, RULES.version])).rows[0]?.position ?? '';
