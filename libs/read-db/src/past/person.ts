import type { Sql } from '@rapport/postgres';
import { HANDLES, type KnownHandle } from '../membership';
import { prepared } from '../prepared';
import type { LazyLog } from './log';

/** Whom an id stood for at a position of the log. */
export interface PastPerson {
  readonly customer: string;
  readonly handles: readonly KnownHandle[];
}

const AT = 'm.from_position <= $2 and (m.to_position is null or m.to_position > $2)';
const PERSON = prepared(`
  select of.customer::text, ${HANDLES('of.members')} as handles, cardinality(of.members) > 1 or exists (
    select from rapport_read.identity_handle h where h.handle = of.customer and h.owns_since <= $2) as seen
  from (select was.customer, array(
      select m.handle from rapport_read.identity_membership m where m.customer = was.customer and ${AT}
      union select was.customer) as members
    from (select coalesce((select m.customer from rapport_read.identity_membership m
      where m.handle = $1::uuid and ${AT} limit 1), $1::uuid) as customer) was) of`);

interface Found {
  readonly customer: string;
  readonly handles: readonly KnownHandle[];
  /** It was linked with another one, or an event was its own. */
  readonly seen: boolean;
}

/** The customer that an id stood for at a position; null when nobody had heard of it. */
export const personAt = async (sql: Sql, log: LazyLog, id: string, position: string): Promise<PastPerson | null> => {
  const { rows } = await sql.query<Found>({ ...PERSON, values: [id, position] });
  const { customer, handles, seen } = rows[0]!;
  return seen || (await wasCarried(sql, log, id, position)) ? { customer, handles } : null;
};

const EVIDENCE = prepared(`
  select e.evidence::text from rapport_read.identity_edge e where e.a = $1::uuid and e.evidence is not null
  union select e.evidence::text from rapport_read.identity_edge e where e.b = $1::uuid and e.evidence is not null
  limit 1000`);

/** An identifier of many is linked with nobody and owns nothing: only the events that it came with know it. */
const wasCarried = async (sql: Sql, log: LazyLog, id: string, position: string): Promise<boolean> => {
  const { rows } = await sql.query<{ evidence: string }>({ ...EVIDENCE, values: [id] });
  if (rows.length === 0) return false;
  const events = await (await log.open()).find(rows.map(({ evidence }) => evidence));
  return events.some((event) => event.position <= position);
};
