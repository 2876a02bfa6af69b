import type { Sql } from '@rapport/postgres';
import type { Finding } from './finding';

interface Row {
  readonly id: string;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly recordedAt: string;
  readonly position: string;
  readonly why: string;
}

const STRAYS = `
  select e.event_id::text as id, e.stream, e.version, e.type, e.position::text,
    to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "recordedAt", s.why
  from (
    select position, 'it stands before the first position, where no follower looks' as why
    from rapport_store.events where position < 1
    union all
    select position, 'it stands after the end that the log knows of' from rapport_store.events
    where position > (select position from rapport_store.head)
    union all
    select position, 'it shares its position with another event' from (
      select position, lag(position) over (order by position) as before from rapport_store.events) p
    where position = before) s
  join rapport_store.events e using (position) order by e.position limit 10`;

const TRIGGERS = `
  select count(*)::int as working from pg_trigger
  where tgrelid in (to_regclass('rapport_store.events'), to_regclass('rapport_store.head')) and not tgisinternal
    and tgenabled = 'A'`;
const TRIGGERS_NEEDED = 6;

/** Events of the PostgreSQL engine that stand where nobody who follows the log would meet them; none for other engines. */
export const straysIn = async (sql: Sql): Promise<readonly Finding[]> => {
  if (!(await hasStore(sql))) return [];
  const { rows } = await sql.query<Row>(STRAYS);
  return rows.map(({ why, ...event }) => ({ kind: 'inserted', event, between: null, detail: why }));
};

/** True when the triggers that refuse changes are not all at work: nothing is proven by that, but somebody took them away. */
export const isUnguarded = async (sql: Sql): Promise<boolean> => {
  if (!(await hasStore(sql))) return false;
  return (await sql.query<{ working: number }>(TRIGGERS)).rows[0]!.working < TRIGGERS_NEEDED;
};

const hasStore = async (sql: Sql): Promise<boolean> =>
  (await sql.query<{ is: boolean }>(`select to_regclass('rapport_store.events') is not null as is`)).rows[0]!.is;
