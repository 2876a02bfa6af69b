import { type Fact, NOBODY, isOwnChannel } from '@rapport/events';
import type { Sql } from '@rapport/postgres';

const TOUCHED = `
  with moved as materialized (
    select handle, customer, from_position from rapport_read.identity_membership
    where from_position > $2 and from_position <= $3)
  select coalesce(m.customer, h.handle)::text as customer from unnest($1::uuid[]) as h(handle)
  left join lateral (
    select customer from rapport_read.identity_membership m
    where m.handle = h.handle and m.from_position <= $3 and (m.to_position is null or m.to_position > $3) limit 1) m on true
  union select handle::text from moved
  union select customer::text from moved
  union select b.customer::text from moved n
    join rapport_read.identity_membership b on b.handle = n.handle and b.to_position = n.from_position`;

/** Owners of what changes rows of customers: what happened, corrections of it, and who was erased. Decisions change no row. */
const ownersOf = ({ channel, type, handle, handles }: Fact): readonly string[] => {
  if (type === 'CustomerErased') return [handle, ...handles.map((one) => one.handle)];
  return handle !== NOBODY && (!isOwnChannel(channel) || channel === 'record') ? [handle] : [];
};

/**
 * The customers whose rows the facts may have changed, as of the last one: owners', and everybody who was joined or split since the
 * position before (null = the beginning). Also ids that are no customer any more. Identity must have come as far.
 */
export const touchedBy = async (
  sql: Sql,
  facts: readonly Fact[],
  before: string | null,
): Promise<ReadonlySet<string>> => {
  const owners = [...new Set(facts.flatMap(ownersOf))];
  if (owners.length === 0 && !facts.some(({ channel }) => channel === 'identity')) return new Set();
  const values = [owners, before ?? '', facts.at(-1)!.position];
  const { rows } = await sql.query<{ customer: string }>(TOUCHED, values);
  return new Set(rows.map(({ customer }) => customer));
};
