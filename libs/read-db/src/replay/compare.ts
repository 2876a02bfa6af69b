import type { Pool, PoolClient } from 'pg';
import { SLICES } from '../slices';
import type { TableDescription } from '../views/row-store';
import { foremost, type Standing } from './catch-up';
import { type Difference, differencesOf, differing } from './row-digest';
import { digests, NO_ROWS, pairs, sumsOf } from './slice-digests';

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
/** Slices that one statement adds up: few statements for small tables, short ones for large. */
const SUMMED = 8;
const SAMPLES_MAX = 20;
const LOOKED_AT_MAX = 1_000;

/** Ranges that stand elsewhere than the foremost one cannot be compared with it. */
export const comparable = (standing: readonly Standing[]): ((slice: number) => boolean) => {
  const position = foremost(standing);
  const behind = standing.filter((range) => range.position !== position);
  return (slice) => !behind.some(({ lo, hi }) => slice >= lo && slice <= hi);
};

/** The two tables of a comparison. */
export interface Compared {
  readonly about: TableDescription;
  readonly live: string;
  readonly rebuilt: string;
  /** Where live stands in the snapshot; ranges behind the foremost are left out. */
  readonly standing: readonly Standing[];
  /** Between slices and pages. */
  readonly step: () => Promise<void>;
}

/**
 * Compares slice by slice, and row by row where two slices differ; JSON by meaning and not by its text.
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
  let sums: readonly Awaited<ReturnType<typeof sumsOf>>[] = [];
  for (let slice = 0; slice < SLICES; slice++) {
    if (slice % SUMMED === 0) {
      await step();
      const range = { lo: slice, hi: slice + SUMMED - 1 };
      sums = await Promise.all(tables.map(([sql, table]) => sumsOf(sql, table, about, range)));
    }
    if (!isComparable(slice)) continue;
    const [left, right] = sums.map((of) => of.get(slice) ?? NO_ROWS);
    if (left!.digest === right!.digest) {
      counts.rows += left!.rows;
      counts.equal += left!.rows;
      continue;
    }
    const [one, other] = tables.map(([sql, table]) => digests(sql, table, about, slice));
    for await (const [key, live, rebuilt] of pairs(one!, other!)) {
      counts.rows += 1;
      if (!live || !rebuilt) note(live ? 'onlyLive' : 'onlyRebuilt', [key]);
      else if (live.digest === rebuilt.digest) counts.equal += 1;
      else suspects.push(key);
      if (suspects.length === PAGE || counts.rows % PAGE === 0) await settle();
    }
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

const fieldCounts = (differences: readonly Difference[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { fields } of differences) {
    for (const field of Object.keys(fields ?? {})) counts[field] = (counts[field] ?? 0) + 1;
  }
  return counts;
};
