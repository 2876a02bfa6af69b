import type { Sql } from '@rapport/postgres';
import { type Look, type Tally, together } from './looked';
import type { Walk } from './walk';

/** A round under way: each customer once. */
export interface Round extends Walk {
  readonly number: string;
  readonly tallies: Readonly<Record<string, Tally>>;
}

/** Rounds that are remembered. */
const KEPT = 100;
const NEWEST = `
  select number::text, first_key::text as "firstKey", at_key::text as "atKey", wrapped, by_projection as tallies,
    ended_at is null as "isOpen", begun_at > clock_timestamp() - $1 * interval '1 ms' as "isFresh"
  from rapport_read.audit_round order by audit_round.number desc limit 1`;
const BEGIN = 'insert into rapport_read.audit_round (first_key) values ($1::uuid) returning number::text';
const FORGET = 'delete from rapport_read.audit_round where number <= $1::bigint - $2';
const UPDATE = `
  update rapport_read.audit_round set at_key = $2::uuid, wrapped = $3, customers = customers + $4,
    row_count = row_count + $5, differences = differences + $6, by_projection = $7::jsonb,
    ended_at = case when $8 then clock_timestamp() end
  where number = $1::bigint`;

/**
 * The round that is under way, or a new one from a key on; undefined while the last one that is over began less than `restMs`
 * ago: where there are few customers, nothing is gained by going round and round.
 */
export const openRound = async (sql: Sql, firstKey: () => string, restMs: number): Promise<Round | undefined> => {
  const { rows } = await sql.query<Round & { readonly isOpen: boolean; readonly isFresh: boolean }>(NEWEST, [restMs]);
  const [newest] = rows;
  if (newest?.isOpen) return newest;
  if (newest?.isFresh) return undefined;
  const key = firstKey();
  const { rows: begun } = await sql.query<{ number: string }>(BEGIN, [key]);
  const { number } = begun[0]!;
  await sql.query(FORGET, [number, KEPT]);
  return { number, firstKey: key, atKey: null, wrapped: false, tallies: {} };
};

/** Writes down what a step of the round came to; `next` is null when that was its end. */
export const moveRound = async (
  sql: Sql,
  round: Round,
  next: Walk | null,
  { tallies, differences }: Pick<Look, 'tallies' | 'differences'>,
  customers: number,
): Promise<void> => {
  const rows = Object.values(tallies).reduce((sum, one) => sum + one.rows, 0);
  const all = JSON.stringify(together(round.tallies, tallies));
  const { atKey, wrapped } = next ?? round;
  const values = [round.number, atKey, wrapped, customers, rows, differences.length, all, next === null];
  await sql.query(UPDATE, values);
};
