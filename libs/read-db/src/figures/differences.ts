import { canonicalJson } from '@rapport/events';

type Row = Readonly<Record<string, unknown>>;

/** How an answer of now differs from the one that was frozen. */
export interface FigureDifferences {
  readonly onlyFrozen: number;
  readonly onlyNow: number;
  readonly different: number;
  /** The first of them: which row it is, and what of it differs; null = it has no such row. */
  readonly samples: readonly { readonly row: Row; readonly frozen: Row | null; readonly now: Row | null }[];
}

const SAMPLES_MAX = 20;

/** Compares rows that are told apart by some of their members. */
export const differencesOf = (
  frozen: readonly Row[],
  now: readonly Row[],
  parts: readonly string[],
): FigureDifferences => {
  const keyOf = (row: Row): Row => Object.fromEntries(parts.map((part) => [part, row[part] ?? null]));
  const byKey = (rows: readonly Row[]) => new Map(rows.map((row) => [canonicalJson(keyOf(row)), row]));
  const [then, today] = [byKey(frozen), byKey(now)];
  const counts = { onlyFrozen: 0, onlyNow: 0, different: 0 };
  const samples: FigureDifferences['samples'][number][] = [];
  for (const key of new Set([...then.keys(), ...today.keys()])) {
    const [one, other] = [then.get(key), today.get(key)];
    const measures = Object.keys({ ...one, ...other }).filter((name) => !parts.includes(name));
    const differing = measures.filter((name) => canonicalJson(one?.[name] ?? null) !== canonicalJson(other?.[name] ?? null)); // prettier-ignore
    if (one && other && differing.length === 0) continue;
    counts[!one ? 'onlyNow' : !other ? 'onlyFrozen' : 'different'] += 1;
    const those = (row: Row | undefined): Row | null => row ? Object.fromEntries(differing.map((name) => [name, row[name] ?? null])) : null; // prettier-ignore
    if (samples.length < SAMPLES_MAX)
      samples.push({ row: keyOf(one ?? other!), frozen: those(one), now: those(other) });
  }
  return { ...counts, samples };
};
