import type { Sql } from '@rapport/postgres';
import { type BuiltPast, PAST_COLUMNS } from './built-past';

/** The work on a projection of the past is no longer wanted of this attempt: it was paused or called off, or another process does it. */
export class Withdrawn extends Error {
  constructor() {
    super('the projection of the past is no longer wanted of this attempt');
    this.name = 'Withdrawn';
  }
}

/** An attempt at building one. */
export interface Attempt {
  readonly id: string;
  readonly number: number;
}

/** The oldest for which there is something to do: asked for, or broken off by a crash. */
export const nextPast = async (sql: Sql): Promise<BuiltPast | undefined> => {
  const { rows } = await sql.query<BuiltPast>(
    `select ${PAST_COLUMNS} from rapport_read.past where state in ('requested', 'running') order by asked_at limit 1`,
  );
  return rows[0];
};

/** Begins one, or begins it again, in a table of this name. @throws Withdrawn */
export const beginPast = async (sql: Sql, id: string, table: string, total: number): Promise<Attempt> => {
  const { rows } = await sql.query<{ attempts: number }>(
    `update rapport_read.past set state = 'running', attempts = attempts + 1, table_name = $2, events = 0, total = $3,
       per_second = null, fault = null, started_at = clock_timestamp()
     where id = $1::uuid and state in ('requested', 'running') returning attempts`,
    [id, table, total],
  );
  if (!rows[0]) throw new Withdrawn();
  return { id, number: rows[0].attempts };
};

/** Changes the record of an attempt that goes on. @param set SQL, with parameters from $3 on @throws Withdrawn */
export const changePast = async (sql: Sql, { id, number }: Attempt, set: string, values: unknown[]): Promise<void> => {
  const { rowCount } = await sql.query(
    `update rapport_read.past set ${set} where id = $1::uuid and attempts = $2 and state = 'running'`,
    [id, number, ...values],
  );
  if (rowCount === 0) throw new Withdrawn();
};
