import type { Sql } from '@rapport/postgres';
import { membersAt, resolve } from '../membership';
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

const CHANGED = `
  select distinct handle::text from rapport_read.identity_membership where from_position > $1 and from_position <= $2`;
const WITH_PAST = `
  select handle::text from rapport_read.identity_handle where handle = any($1::uuid[]) and owns_since <= $2`;

/** Compares who was who at two positions, and says which rows move, which are folded anew and which go. */
export const regrouping = async (sql: Sql, from: string, to: string, range: SliceRange): Promise<Regrouping> => {
  const { rows } = await sql.query<{ handle: string }>(CHANGED, [from, to]);
  if (rows.length === 0) return NOTHING_CHANGED;
  const changed = rows.map(({ handle }) => handle);
  const before = [...new Set((await resolve(sql, changed, from)).values())];
  const after = [...new Set((await resolve(sql, changed, to)).values())];
  const touched = [...(await membersAt(sql, before, from)).keys(), ...(await membersAt(sql, after, to)).keys()];
  // A handle that owned no event yet brings no past with it.
  const past = await sql.query<{ handle: string }>(WITH_PAST, [[...new Set(touched)], from]);
  const handles = past.rows.map(({ handle }) => handle);
  const old = await resolve(sql, handles, from);
  const now = await resolve(sql, handles, to);
  const pairs = handles.map((handle) => [old.get(handle)!, now.get(handle)!] as const);
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
