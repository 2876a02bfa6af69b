import type { Sql } from '@rapport/postgres';
import { within, type SliceRange } from '../slices';

/** What joining and splitting mean for the rows of one range of slices. */
export interface Regrouping {
  /** Handles that belong to another customer now. */
  readonly changed: readonly string[];
  /** Customers whose rows must be folded anew. */
  readonly refold: ReadonlySet<string>;
  /** New customer → old customer: all of the one's past is all of the other's, so the row moves as it is. */
  readonly rekey: ReadonlyMap<string, string>;
  /** Old customers whose rows are no longer theirs. */
  readonly gone: ReadonlySet<string>;
}

export const NOTHING_CHANGED: Regrouping = { changed: [], refold: new Set(), rekey: new Map(), gone: new Set() };

const at = (position: string): string =>
  `m.from_position <= ${position} and (m.to_position is null or m.to_position > ${position})`;
const customerAt = (position: string, name: string): string => `
  left join lateral (
    select customer from rapport_read.identity_membership m where m.handle = h.handle and ${at(position)} limit 1
  ) ${name} on true`;
const membersOf = (customers: string, position: string): string => `
  select m.handle from ${customers} c cross join lateral (
    select handle from rapport_read.identity_membership m where m.customer = c.customer and ${at(position)}
    union all select c.customer) m`;

/**
 * The handles that moved, and of all customers that this touches each handle with a past, with its customer then and now. A handle
 * has decisions only if it was a customer's name once.
 */
const comparing = (past: string): string => `
  with changed as materialized (
    select distinct handle from rapport_read.identity_membership where from_position > $1 and from_position <= $2),
  then_and_now as materialized (
    select coalesce(o.customer, h.handle) as old, coalesce(n.customer, h.handle) as now
    from changed h ${customerAt('$1', 'o')} ${customerAt('$2', 'n')}),
  before as materialized (select distinct old as customer from then_and_now),
  after as materialized (select distinct now as customer from then_and_now),
  touched as materialized (${membersOf('before', '$1')} union ${membersOf('after', '$2')}),
  past as materialized (
    select t.handle from touched t cross join lateral (
      ${past}) h)
  select handle::text, null as old, null as now from changed
  union all
  select h.handle::text, coalesce(o.customer, h.handle)::text, coalesce(n.customer, h.handle)::text
  from past h ${customerAt('$1', 'o')} ${customerAt('$2', 'n')}`;

const OWNS = `select from rapport_read.identity_handle h where h.handle = t.handle and h.owns_since <= $1 limit 1`;
const WAS_NAME = `
      (select from rapport_read.identity_membership m where m.customer = t.handle and m.from_position <= $1 limit 1)`;
const COMPARE = comparing(OWNS);
const COMPARE_DECIDED = comparing(`select from (select where exists (${OWNS}) or exists ${WAS_NAME}) s`);

interface Compared {
  readonly handle: string;
  readonly old: string | null;
  readonly now: string | null;
}

/** Compares who was who at two positions, and says which rows move, which are folded anew and which go. */
export const regrouping = (sql: Sql, from: string, to: string, range: SliceRange): Promise<Regrouping> =>
  compare(sql, { name: 'regrouping', text: COMPARE, values: [from, to] }, range);

/**
 * The same for rows that also hold what was decided about handles, theirs or not. No row moves as it is: of what was decided about
 * several handles on one day counts what is about the one by which the customer goes.
 */
export const regroupingOfDecided = async (
  ...[sql, from, to, range]: Parameters<typeof regrouping>
): Promise<Regrouping> => {
  const asked = { name: 'regrouping-of-decided', text: COMPARE_DECIDED, values: [from, to] };
  const { changed, refold, rekey, gone } = await compare(sql, asked, range);
  return { changed, refold: new Set([...refold, ...rekey.keys()]), rekey: new Map(), gone };
};

const compare = async (
  sql: Sql,
  asked: { readonly name: string; readonly text: string; readonly values: unknown[] },
  range: SliceRange,
): Promise<Regrouping> => {
  const { rows } = await sql.query<Compared>(asked);
  if (rows.length === 0) return NOTHING_CHANGED;
  const changed = rows.filter(({ old }) => old === null).map(({ handle }) => handle);
  // A handle that owned no event yet brings no past with it, so it is not among the pairs.
  const pairs = rows.flatMap(({ old, now }) => (old === null || now === null ? [] : [[old, now] as const]));
  return { changed, ...consequences(pairs, range) };
};

/** From pairs (old customer, new customer), one per handle with a past, what becomes of the rows. */
export const consequences = (
  pairs: readonly (readonly [old: string, now: string])[],
  range: SliceRange,
): Omit<Regrouping, 'changed'> => {
  const sources = new Map<string, Set<string>>();
  const targets = new Map<string, Set<string>>();
  for (const [old, now] of pairs) {
    sources.set(now, (sources.get(now) ?? new Set()).add(old));
    targets.set(old, (targets.get(old) ?? new Set()).add(now));
  }
  const refold = new Set<string>();
  const rekey = new Map<string, string>();
  for (const [now, olds] of sources) {
    const [only, another] = olds;
    const whole = another === undefined && targets.get(only!)!.size === 1;
    if (!within(range, now) || (whole && only === now)) continue;
    // A row of another range is in another worker's hands, at another position perhaps.
    if (whole && within(range, only!)) rekey.set(now, only!);
    else refold.add(now);
  }
  const moved = new Set(rekey.values());
  const gone = [...targets.keys()].filter((old) => within(range, old) && (moved.has(old) || !sources.has(old)));
  return { refold, rekey, gone: new Set(gone) };
};
