import { quantile, sortedSample } from '../numeric/quantile';

const { max } = Math;
const { isFinite } = Number;

/** What is known of one customer, by name; null and undefined are unknown. */
export type FeatureRow = Readonly<Record<string, number | string | null | undefined>>;

/** How one column is read: as a number, bent at so many quantiles, or as one of several words. */
export type Column =
  | { readonly name: string; readonly kind: 'number'; readonly knots?: number }
  | { readonly name: string; readonly kind: 'category' };

/** One input of the model. */
interface Feature {
  readonly name: string;
  /** Before it is standardised; null when unknown. */
  read(row: FeatureRow): number | null;
}

/** How rows become inputs, learnt from rows: the same for those and for all that come later. */
export interface Encoding {
  readonly names: readonly string[];
  /** Standardised: mean 0 and spread 1 over the rows it was learnt from; unknown is 0. */
  encode(row: FeatureRow): Float64Array;
}

/**
 * Learns an encoding. A category has an input for each of its words but the first in order; a number has one, and one more for
 * what it is above each knot (a linear spline: Hastie, Tibshirani & Friedman, "The Elements of Statistical Learning", 5.2). Inputs that do not vary
 * are left out; a word that was not there counts as unknown.
 * @throws RangeError without rows, or when a number is none
 */
export const learnEncoding = (rows: readonly FeatureRow[], columns: readonly Column[]): Encoding => {
  if (rows.length === 0) throw new RangeError('an encoding needs rows to learn from');
  const all = columns.flatMap((column) => (column.kind === 'number' ? numberFeatures(rows, column) : wordFeatures(rows, column))); // prettier-ignore
  const scaled = all.map((feature) => ({ ...feature, ...spreadOf(rows, feature) })).filter(({ spread }) => spread > 0);
  return {
    names: scaled.map(({ name }) => name),
    encode: (row) =>
      Float64Array.from(scaled, ({ read, mean, spread }) => {
        const value = read(row);
        return value === null ? 0 : (value - mean) / spread;
      }),
  };
};

const numberOf = (row: FeatureRow, name: string): number | null => {
  const value = row[name] ?? null;
  if (value !== null && !isFinite(value)) throw new RangeError(`${name} must be a number, not ${value}`);
  return value as number | null;
};

const numberFeatures = (rows: readonly FeatureRow[], { name, knots = 0 }: Column & { readonly kind: 'number' }): Feature[] => {
  const known = rows.map((row) => numberOf(row, name)).filter((value) => value !== null);
  const sorted = sortedSample(known);
  const bends = Array.from({ length: known.length > 0 ? knots : 0 }, (_, nth) => quantile(sorted, nth + 1, knots + 1));
  return [
    { name, read: (row) => numberOf(row, name) },
    ...[...new Set(bends)].map((bend) => ({
      name: `${name} above ${bend}`,
      read: (row: FeatureRow) => {
        const value = numberOf(row, name);
        return value === null ? null : max(0, value - bend);
      },
    })),
  ];
}; // prettier-ignore

const wordFeatures = (rows: readonly FeatureRow[], { name }: Column): Feature[] => {
  const words = [...new Set(rows.map((row) => row[name] ?? null).filter((word) => word !== null))].map(String).sort();
  const known = new Set(words);
  return words.slice(1).map((word) => ({
    name: `${name} = ${word}`,
    read: (row) => {
      const given = `${row[name] ?? ''}`;
      return given === word ? 1 : known.has(given) ? 0 : null;
    },
  }));
};

const spreadOf = (rows: readonly FeatureRow[], { read }: Feature): { mean: number; spread: number } => {
  const values = rows.map(read).filter((value) => value !== null);
  const mean = values.reduce((sum, value) => sum + value, 0) / max(1, values.length);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / max(1, values.length);
  return { mean, spread: Math.sqrt(variance) };
};
