import type { Sql } from '@rapport/postgres';
import type { Versioned } from '../wait-for';
import type { Found, Look } from './looked';

/** Open findings of one projection that are listed; a fold that was changed under a table makes one of every row. */
export const OPEN_MAX = 1_000;
const KEPT_DAYS = 90;

const STALE = `
  select owner::text from rapport_read.audit_finding where closed_at is null
  group by owner having min(seen_at) < clock_timestamp() - $1 * interval '1 ms' order by min(seen_at) limit $2`;
const SEEN = `
  update rapport_read.audit_finding set seen_at = clock_timestamp() where closed_at is null and owner = any($1::uuid[])`;
const CLOSE = `
  update rapport_read.audit_finding f set closed_at = clock_timestamp()
  from (select distinct * from unnest($1::text[], $2::int[], $3::uuid[]) as p(projection, version, owner)) p
  where f.closed_at is null and f.projection = p.projection and f.version = p.version and f.owner = p.owner
    and not exists (select from unnest($4::text[], $5::int[], $6::uuid[]) as d(projection, version, key)
      where d.projection = f.projection and d.version = f.version and d.key = f.key)`;
const OPEN = `
  insert into rapport_read.audit_finding as f
    (projection, version, key, owner, found_in, fields, position, found_at, seen_at)
  select d.projection, d.version, d.key, d.owner, d."in", array(select json_array_elements_text(d.fields)), d.position,
    clock_timestamp(), clock_timestamp()
  from json_to_recordset($1::json) as d(projection text, version int, key uuid, owner uuid, "in" text, fields json, position text)
  where (select count(*) from rapport_read.audit_finding o
    where o.closed_at is null and o.projection = d.projection and o.version = d.version) < ${OPEN_MAX}
  on conflict (projection, version, key) do update
  set owner = excluded.owner, found_in = excluded.found_in, fields = excluded.fields, position = excluded.position,
    found_at = case when f.closed_at is null then f.found_at else excluded.found_at end,
    seen_at = excluded.seen_at, closed_at = null`;
const UNFOLLOWED = `
  update rapport_read.audit_finding set closed_at = clock_timestamp()
  where closed_at is null and not (projection || ' ' || version = any($1))`;
const FORGET = `delete from rapport_read.audit_finding where closed_at < clock_timestamp() - interval '${KEPT_DAYS} days'`;

/** Owners of open findings that were not looked at for so long, the longest ago first. */
export const staleOwners = async (sql: Sql, olderMs: number, limit: number): Promise<readonly string[]> =>
  (await sql.query<{ owner: string }>(STALE, [olderMs, limit])).rows.map(({ owner }) => owner);

/** Opens findings, and closes those whose rows were compared and are equal now. */
export const settleFindings = async (sql: Sql, { owners, proven, differences }: Look): Promise<void> => {
  await sql.query(SEEN, [owners]);
  const of = <T>(all: readonly T[], ...gets: readonly ((one: T) => unknown)[]) => gets.map((get) => all.map(get));
  await sql.query(CLOSE, [
    ...of(proven, (one) => one.name, (one) => one.version, (one) => one.owner), // prettier-ignore
    ...of<Found>(differences, (one) => one.projection, (one) => one.version, (one) => one.key), // prettier-ignore
  ]);
  if (differences.length > 0) await sql.query(OPEN, [JSON.stringify(differences)]);
};

/** Closes findings about tables that nobody follows any more, and forgets what was closed long ago. */
export const tidyFindings = async (sql: Sql, followed: readonly Versioned[]): Promise<void> => {
  await sql.query(UNFOLLOWED, [followed.map(({ name, version }) => `${name} ${version}`)]);
  await sql.query(FORGET);
};
