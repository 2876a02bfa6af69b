import type { Sql } from '@rapport/postgres';
import { HANDLES, type KnownHandle, MEMBERS } from './membership';
import { prepared } from './prepared';
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

const FIND = prepared(`
  select ${REACH} as reach, (
    select coalesce(json_agg(json_build_object(
      'customer', now.customer,
      'seen', exists (select from rapport_read.identity_handle h where h.handle = asked.id),
      'handles', ${HANDLES('of.members')}) order by nth), '[]')
    from unnest($3::uuid[]) with ordinality as asked(id, nth)
    cross join lateral (select coalesce((select m.customer from rapport_read.identity_membership m
      where m.handle = asked.id and m.to_position is null limit 1), asked.id) as customer) now
    cross join lateral (select ${MEMBERS('now.customer')} as members) of) as people`);

/**
 * Finds customers by any ids that they ever had, in one statement.
 * @param projections whose reach is told too: rows that are read afterwards are that new or newer.
 */
export const findPeople = async (
  sql: Sql,
  ids: readonly string[],
  projections: readonly Versioned[] = [],
): Promise<FoundPeople> =>
  (await sql.query<FoundPeople>({ ...FIND, values: [...reachValues(projections), ids] })).rows[0]!;
