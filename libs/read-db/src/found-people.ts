import type { Sql } from '@rapport/postgres';
import { type Alongside, statementOf } from './alongside';
import { HANDLES, type KnownHandle, MEMBERS } from './membership';
import { REACH, type Reach, reachValues } from './reach';
import type { Versioned } from './wait-for';

/** Whom an id stands for now. */
export interface FoundPerson {
  /** The id that is current now; the asked one when it was never joined. */
  readonly customer: string;
  /** Some event carried the asked id. */
  readonly seen: boolean;
  readonly handles: readonly KnownHandle[];
}

/** Whom ids stand for, in their order, and how far projections were at that very moment. */
export interface FoundPeople {
  readonly reach: readonly Reach[];
  readonly people: readonly FoundPerson[];
}

const FIND = `
  with person as materialized (
    select nth, asked.id, now.customer, ${MEMBERS('now.customer')} as members
    from unnest($3::uuid[]) with ordinality as asked(id, nth)
    cross join lateral (select coalesce((select m.customer from rapport_read.identity_membership m
      where m.handle = asked.id and m.to_position is null limit 1), asked.id) as customer offset 0) now)
  select ${REACH} as reach,
    (select array_agg(member) from person cross join unnest(members) member) as ids,
    (select coalesce(json_agg(json_build_object(
      'customer', p.customer,
      'seen', exists (select from rapport_read.identity_handle h where h.handle = p.id),
      'handles', ${HANDLES('p.members')}) order by nth), '[]') from person p) as people`;

/**
 * Makes what finds customers by any ids that they ever had, in one statement. It tells how far projections are, too: rows
 * that are read alongside are just that new, and those read afterwards that new or newer.
 */
export const peopleFinder = <Rows = unknown>(alongside: Alongside | null = null) => {
  const statement = statementOf(FIND, ['reach', 'people'], alongside);
  return async (
    sql: Sql,
    ids: readonly string[],
    projections: readonly Versioned[] = [],
  ): Promise<FoundPeople & Rows> => {
    const { rows } = await sql.query<FoundPeople & Rows>({ ...statement, values: [...reachValues(projections), ids] });
    return rows[0]!;
  };
};
