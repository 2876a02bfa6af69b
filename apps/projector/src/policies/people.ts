import { heed, type DecidedNow, type PolicyCase, type Saying } from '@rapport/decisions';
import { currentSegments, currentTiers, ruleRuns, segments, tiers } from '@rapport/projections';
import { reachOf } from '@rapport/read-db';
import type { Sql } from '@rapport/postgres';
import type { EntityManager } from 'typeorm';

/** What is known of somebody at the moment at which an action is decided. */
export type Person = PolicyCase['person'] & { readonly handles: readonly string[] };

interface PersonRow {
  readonly handle: string;
  readonly customer: string;
  readonly handles: readonly string[];
  readonly erased: boolean;
  readonly sayings: readonly Saying[];
  readonly exposures: Person['exposures'];
}

const PEOPLE = `
  select h.handle::text, who.customer::text, who.handles::text[] as handles,
    exists (select from rapport_policies.erased e where e.handle = any(who.handles)) as erased,
    (select coalesce(json_agg(json_build_object('eventId', s.event_id, 'at', s.at, 'type', s.type, 'data', s.data)), '[]')
      from rapport_policies.saying s where s.handle = any(who.handles)) as sayings,
    (select coalesce(json_agg(json_build_object('exposure', x.exposure, 'policy', x.policy, 'at', x.at)), '[]')
      from rapport_policies.exposure x where x.handle = any(who.handles)) as exposures
  from unnest($1::uuid[]) as h(handle)
  left join lateral (
    select customer from rapport_read.identity_membership m where m.handle = h.handle and m.to_position is null limit 1) m on true
  cross join lateral (select coalesce(m.customer, h.handle) as customer) c
  cross join lateral (select c.customer, array(
    select o.handle from rapport_read.identity_membership o where o.customer = c.customer and o.to_position is null
    union select c.customer) as handles) who`;

/** The people behind handles, as far as identity and this follower have come. */
export const peopleOf = async (sql: Sql, handles: readonly string[]): Promise<ReadonlyMap<string, Person>> => {
  const { rows } = await sql.query<PersonRow>(PEOPLE, [[...new Set(handles)]]);
  return new Map(
    rows.map(({ handle, customer, handles: own, erased, sayings, exposures }) => [
      handle,
      { customer, handles: own, isErased: erased, heeded: heed(sayings), exposures },
    ]),
  );
};

const DECIDED_BY = [tiers, segments, ruleRuns] as const;

/**
 * What rules have decided about people, by customer; null while the views have not come as far as `position`, so that nobody is judged
 * by what held before.
 */
export const decidedAbout = async (
  sql: Sql,
  db: EntityManager,
  people: readonly Person[],
  position: string,
): Promise<ReadonlyMap<string, DecidedNow> | null> => {
  const reach = await reachOf(sql, DECIDED_BY);
  const least = reach.map((one) => one.position ?? '').sort()[0] ?? '';
  if (least < position) return null;
  const [byTier, bySegment] = await Promise.all([
    currentTiers(db, people, { position: least }),
    currentSegments(db, people, { position: least }),
  ]);
  return new Map(
    people.map(({ customer }) => [
      customer,
      {
        tiers: new Map(byTier.get(customer)!.map(({ rule, tier }) => [rule, String(tier)])),
        segments: new Set(bySegment.get(customer)!.map(({ rule }) => rule)),
      },
    ]),
  );
};
