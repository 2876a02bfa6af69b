import type { Sql } from '@rapport/postgres';
import type { SliceRange } from '../slices';
import type { TableDescription } from '../views/row-store';
import { digestOf } from './row-digest';
import { pathOf } from './spare-table';

const PAGE = 2_000;

/** A row's key with a digest of its fields. */
export interface Digest {
  readonly key: string;
  readonly digest: string;
}

/** First and last key of a slice: its number is their first octet. */
const boundsOf = (slice: number): readonly [first: string, last: string] => {
  const octet = slice.toString(16).padStart(2, '0');
  return [`${octet}000000-0000-0000-0000-000000000000`, `${octet}ffffff-ffff-ffff-ffff-ffffffffffff`];
};

/** How many rows a slice has, and one digest of all of them. */
export interface SliceSum {
  readonly rows: number;
  readonly digest: string | null;
}
export const NO_ROWS: SliceSum = { rows: 0, digest: null };

/** The sums of some slices, by slice; those without rows are not in it. Most slices need no further look. */
export const sumsOf = async (
  sql: Sql,
  table: string,
  about: TableDescription,
  { lo, hi }: SliceRange,
): Promise<ReadonlyMap<number, SliceSum>> => {
  const { rows } = await sql.query<SliceSum & { readonly slice: number }>(
    `select get_byte(uuid_send("${about.key}"), 0) as slice, count(*)::int as rows,
       md5(string_agg("${about.key}"::text || ${digestOf(about)}, '' order by "${about.key}")) as digest
     from ${pathOf(table)} where "${about.key}" between $1::uuid and $2::uuid group by 1`,
    [boundsOf(lo)[0], boundsOf(hi)[1]],
  );
  return new Map(rows.map(({ slice, ...sum }) => [slice, sum]));
};

/** Keys of a slice with a digest of their rows, by rising key. */
export const digests = async function* (
  sql: Sql,
  table: string,
  about: TableDescription,
  slice: number,
): AsyncGenerator<Digest> {
  const [first, last] = boundsOf(slice);
  const page = (from: string): string => `select "${about.key}"::text as key, ${digestOf(about)} as digest
    from ${pathOf(table)} where "${about.key}" ${from} $1::uuid and "${about.key}" <= $2::uuid order by "${about.key}" limit ${PAGE}`;
  for (let [from, after] = ['>=', first]; ;) {
    const { rows }: { rows: Digest[] } = await sql.query<Digest>(page(from!), [after, last]);
    yield* rows;
    if (rows.length < PAGE) return;
    [from, after] = ['>', rows.at(-1)!.key];
  }
};

/** Rows of both tables side by side, by rising key. */
export const pairs = async function* (
  left: AsyncGenerator<Digest>,
  right: AsyncGenerator<Digest>,
): AsyncGenerator<readonly [key: string, live: Digest | undefined, rebuilt: Digest | undefined]> {
  const next = async (side: AsyncGenerator<Digest>): Promise<Digest | undefined> => {
    const { value, done } = await side.next();
    return done ? undefined : value;
  };
  let [one, other] = [await next(left), await next(right)];
  while (one || other) {
    const key: string = !other || (one && one.key <= other.key) ? one!.key : other.key;
    const both = [one?.key === key ? one : undefined, other?.key === key ? other : undefined] as const;
    yield [key, ...both];
    if (both[0]) one = await next(left);
    if (both[1]) other = await next(right);
  }
};
