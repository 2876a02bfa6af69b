import type { Sql } from '@rapport/postgres';
import type { Published } from '../tenure';

/**
 * How far a table has been told as a whole.
 * - `rows`: row by row, by key;
 * - `told`: whoever topics still tell of without a row;
 * - `done`.
 */
export interface BroughtUp {
  /** The very table and what is told of it; another one is told anew. */
  readonly source: string;
  /** Where the table was when it began: the log goes on from there. */
  readonly from: Published;
  readonly stage: 'rows' | 'told' | 'done';
  /** The last key of the stage that was told. */
  readonly after: string | null;
}

const LOAD = `
  select source, position, event_id::text as "eventId", stage, after::text
  from rapport_relay.brought_up where name = $1`;
const SAVE = `
  insert into rapport_relay.brought_up (name, source, position, event_id, stage, after) values ($1, $2, $3, $4, $5, $6)
  on conflict (name) do update set source = excluded.source, position = excluded.position, event_id = excluded.event_id,
    stage = excluded.stage, after = excluded.after`;

export const loadBroughtUp = async (sql: Sql, name: string): Promise<BroughtUp | null> => {
  const { rows } = await sql.query<Omit<BroughtUp, 'from'> & Published>(LOAD, [name]);
  if (!rows[0]) return null;
  const { position, eventId, ...rest } = rows[0];
  return { ...rest, from: { position, eventId } };
};

export const saveBroughtUp = async (
  sql: Sql,
  name: string,
  { source, from, stage, after }: BroughtUp,
): Promise<void> => {
  await sql.query(SAVE, [name, source, from.position, from.eventId, stage, after]);
};
