import type { Pool, PoolClient } from 'pg';
import type { Sql } from '@rapport/postgres';
import type { TableDescription } from '../views/row-store';
import { foremost, type Standing } from './catch-up';
import { type Difference, differencesOf, digestOf } from './row-digest';
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
  const counts = { rows: 0, equal: 0, different: 0, onlyLive: 0, onlyRebuilt: 0 };
  const different: string[] = [];
  const left = digests(snapshot, live, about);
  const right = digests(pool, rebuilt, about);
  let [ours, theirs] = [
    (await left.next()).value as Digest | undefined,
    (await right.next()).value as Digest | undefined,
  ];
  while (ours || theirs) {
    const key = !theirs || (ours && ours.key <= theirs.key) ? ours!.key : theirs.key;
    const both = [ours?.key === key ? ours : undefined, theirs?.key === key ? theirs : undefined] as const;
    if (isComparable(key)) {
      const verdict = verdictOf(both);
      counts.rows += 1;
      counts[verdict] += 1;
      if (verdict !== 'equal' && different.length < LOOKED_AT_MAX) different.push(key);
      if (counts.rows % PAGE === 0) await step();
    }
    if (both[0]) ours = (await left.next()).value as Digest | undefined;
    if (both[1]) theirs = (await right.next()).value as Digest | undefined;
  }
  const differences = await differencesOf([snapshot, live], [pool, rebuilt], about, different);
  return {
    position: foremost(standing),
    ...counts,
    fields: fieldCounts(differences),
    samples: differences.slice(0, SAMPLES_MAX),
  };
};

const verdictOf = ([live, rebuilt]: readonly [Digest | undefined, Digest | undefined]) => {
  if (!rebuilt) return 'onlyLive';
  if (!live) return 'onlyRebuilt';
  return live.digest === rebuilt.digest ? 'equal' : 'different';
};

const fieldCounts = (differences: readonly Difference[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { fields } of differences) {
    for (const field of Object.keys(fields ?? {})) counts[field] = (counts[field] ?? 0) + 1;
  }
  return counts;
};
