import type { Sql } from '@rapport/postgres';
import { type Alongside, statementOf } from './alongside';
import { HANDLES, type KnownHandle, MEMBERS } from './membership';
import { REACH, type Reach, reachValues } from './reach';
import type { Versioned } from './wait-for';

export type { Alongside } from './alongside';

/**
 * How a customer is connected with an identifier.
 * - `linked`: the identifier belongs to the customer;
 * - `shared`: the customer's events carried it, but too many persons use it (or what it came with) for it to say who it is;
 * - `withdrawn`: they carried it, and a person decided that it is not theirs.
 */
export type Connection = 'linked' | 'shared' | 'withdrawn';

/** That a customer was seen with an identifier. */
export interface Sighting {
  /** Which of the asked handles, counted from 0. */
  readonly asked: number;
  readonly connection: Connection;
  /** Events that asserted it together with another identifier of the customer. */
  readonly evidence: readonly string[];
}

/** A customer whom the asked handles may stand for. */
export interface Candidate {
  readonly customer: string;
  readonly handles: readonly KnownHandle[];
  readonly sightings: readonly Sighting[];
}

/** Whom handles may stand for, and how far projections were at that very moment. */
export interface Recognition {
  readonly reach: readonly Reach[];
  /** Which of the asked handles some event carried. */
  readonly known: readonly number[];
  /** The surest first, then who was seen with most of the handles. */
  readonly candidates: readonly Candidate[];
  /** Of all candidates, also those beyond the asked number. */
  readonly count: number;
}

/** Edges of an asked handle: each part by itself (`offset 0`), or else a planner that takes edges for few or handles for busy reads all of them. */
const EDGES = (other: string, own: string): string => `
      (select ${other} as other, asserted, evidence, verdict, linked from rapport_read.identity_edge
        where ${own} = asked.handle offset 0)`;
const RECOGNISE = `
  with asked as (
    select nth::int - 1 as nth, handle from unnest($3::uuid[]) with ordinality as a(handle, nth)),
  touching as (
    select nth, e.* from asked cross join lateral (${EDGES('b', 'a')} union all ${EDGES('a', 'b')}) e),
  found as (
    select nth, handle as other, 0 as rank from asked
    cross join lateral (select from rapport_read.identity_handle h where h.handle = asked.handle limit 1) h
    union all
    select nth, other, case when linked then 0 when verdict = 'split' then 2 else 1 end
    from touching where asserted or linked),
  sighting as (
    select nth, coalesce(m.customer, found.other) as customer, min(rank) as rank
    from found left join lateral (
      select customer from rapport_read.identity_membership m where m.handle = found.other and m.to_position is null limit 1) m on true
    group by 1, 2),
  candidate as (
    select customer, row_number() over (order by min(rank), count(*) desc, min(array[nth, rank]), customer) as place
    from sighting group by customer),
  shown as (
    select customer, place, ${MEMBERS('candidate.customer')} as members from candidate where place <= $4)
  select ${REACH} as reach,
    (select array_agg(member) from shown cross join unnest(members) member) as ids,
    coalesce((select json_agg(distinct nth) from sighting), '[]') as known,
    (select count(*)::int from candidate) as count,
    coalesce((select json_agg(json_build_object(
      'customer', customer,
      'handles', ${HANDLES('shown.members')},
      'sightings', (select json_agg(json_build_object(
        'asked', nth,
        'connection', (array['linked', 'shared', 'withdrawn'])[rank + 1],
        'evidence', (select coalesce(json_agg(distinct evidence), '[]') from touching t
          where t.nth = s.nth and t.other = any(shown.members) and evidence is not null)) order by nth)
        from sighting s where s.customer = shown.customer)) order by place) from shown), '[]') as candidates`;

/**
 * Makes what finds whom handles may stand for, in one statement; of the candidates it tells at most so many. It tells how far
 * projections are, too: rows that are read alongside are just that new. An identifier that is shared is a customer of its own
 * as long as it is linked to nobody: it comes as `linked` too, and a reader that finds nothing recorded for it leaves it out.
 */
export const recogniser = <Rows = unknown>(alongside: Alongside | null = null) => {
  const statement = statementOf(RECOGNISE, ['reach', 'known', 'count', 'candidates'], alongside);
  return async (
    sql: Sql,
    handles: readonly string[],
    projections: readonly Versioned[],
    most: number,
  ): Promise<Recognition & Rows> => {
    const values = [...reachValues(projections), handles, most];
    return (await sql.query<Recognition & Rows>({ ...statement, values })).rows[0]!;
  };
};
