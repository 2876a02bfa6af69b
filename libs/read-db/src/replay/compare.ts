import type { Pool, PoolClient } from 'pg';
import type { Sql } from '@rapport/postgres';
import type { TableDescription } from '../views/row-store';
import { foremost, type Standing } from './catch-up';
import { type Difference, differencesOf, differing, digestOf } from './row-digest';
import { pathOf } from './spare-table';

/** The outcome of laying the rebuilt rows beside the live ones, both at one position. */
export interface Comparison {
  readonly position: string;
  readonly rows: number;
  readonly equal: number;
  readonly different: number;
  readonly onlyLive: number;
  readonly onlyRebuilt: number;
  /** How many of the different rows differ in a field; the first thousand are looked at. */
  readonly fields: Readonly<Record<string, number>>;
  readonly samples: readonly Difference[];
}

const PAGE = 2_000;
const SAMPLES_MAX = 20;
const LOOKED_AT_MAX = 1_000;

interface Digest {
  readonly key: string;
  readonly digest: string;
}

/** Keys with a digest of their rows, by rising key. */
const digests = async function* (sql: Sql, table: string, about: TableDescription): AsyncGenerator<Digest> {
  const text = `select "${about.key}"::text as key, ${digestOf(about)} as digest from ${pathOf(table)}
    where "${about.key}" > $1::uuid or $1 is null order by "${about.key}" limit ${PAGE}`;
  for (let after: string | null = null; ;) {
    const { rows }: { rows: Digest[] } = await sql.query<Digest>(text, [after]);
    yield* rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)!.key;
  }
};

/** Ranges that stand elsewhere than the foremost one cannot be compared with it. */
const comparable = (standing: readonly Standing[]): ((key: string) => boolean) => {
  const position = foremost(standing);
  const behind = standing.filter((range) => range.position !== position);
  if (behind.length === 0) return () => true;
  return (key) => {
    const slice = Number.parseInt(key.slice(0, 2), 16);
    return !behind.some(({ lo, hi }) => slice >= lo && slice <= hi);
  };
};

/** The two tables of a comparison. */
export interface Compared {
  readonly about: TableDescription;
  readonly live: string;
  readonly rebuilt: string;
  /** Where live stands in the snapshot; ranges behind the foremost are left out. */
  readonly standing: readonly Standing[];
  /** Between pages. */
  readonly step: () => Promise<void>;
}

/**
 * Compares row by row, JSON by meaning and not by its text.
 * @param snapshot a repeatable-read transaction in which the live table stands where the rebuilt one does now
 */
export const compare = async (snapshot: PoolClient, pool: Pool, compared: Compared): Promise<Comparison> => {
  const { about, live, rebuilt, standing, step } = compared;
  const isComparable = comparable(standing);
  const tables = [[snapshot, live] as const, [pool, rebuilt] as const] as const;
  const counts = { rows: 0, equal: 0, different: 0, onlyLive: 0, onlyRebuilt: 0 };
  const noted: string[] = [];
  const note = (verdict: keyof typeof counts, keys: readonly string[]): void => {
    counts[verdict] += keys.length;
    if (verdict !== 'equal') noted.push(...keys.slice(0, Math.max(0, LOOKED_AT_MAX - noted.length)));
  };
  let suspects: string[] = [];
  const settle = async (): Promise<void> => {
    const different = await differing(...tables, about, suspects);
    note('different', [...different]);
    note('equal', suspects.filter((key) => !different.has(key))); // prettier-ignore
    suspects = [];
    await step();
  };
  for await (const [key, one, other] of pairs(digests(...tables[0], about), digests(...tables[1], about))) {
    if (!isComparable(key)) continue;
    counts.rows += 1;
    if (!one || !other) note(one ? 'onlyLive' : 'onlyRebuilt', [key]);
    else if (one.digest === other.digest) counts.equal += 1;
    else suspects.push(key);
    if (suspects.length === PAGE || counts.rows % PAGE === 0) await settle();
  }
  await settle();
  const differences = await differencesOf(...tables, about, noted);
  return {
    position: foremost(standing),
    ...counts,
    fields: fieldCounts(differences),
    samples: differences.slice(0, SAMPLES_MAX),
  };
};

/** Rows of both tables side by side, by rising key. */
const pairs = async function* (
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

const fieldCounts = (differences: readonly Difference[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { fields } of differences) {
    for (const field of Object.keys(fields ?? {})) counts[field] = (counts[field] ?? 0) + 1;
  }
  return counts;
};
