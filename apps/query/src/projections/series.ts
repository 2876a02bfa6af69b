import { type Axis, stretches } from './axis';
import { figuresOf, isByName, isOwnName } from './figures-of';

type Row = Readonly<Record<string, unknown>>;

/** One line of a chart: a figure of one combination of the other parts, of money in one currency, of several figures one; null = nothing there. */
export interface Line {
  readonly measure: string;
  readonly by: Row;
  readonly currency?: string;
  /** A step of a funnel, the mean of times. */
  readonly figure?: string;
  readonly values: readonly unknown[];
}

/** Rows as lines over one part. */
export interface Series {
  readonly x: { readonly part: string; readonly values: readonly unknown[] };
  readonly series: readonly Line[];
}

/** Values that a chart has at most where stretches without rows are filled in; beyond it only those with rows are given. */
const FILLED_MAX = 500_000;

/**
 * Lays rows out as lines for a chart, over every stretch from the first to the last.
 * @param empty what measures over several days are where nothing is in their days; others have nothing there.
 */
export const seriesOf = (
  rows: readonly Row[],
  { part: x, next, asked }: Axis,
  parts: readonly string[],
  measures: readonly string[],
  empty: Row = {},
): Series => {
  const lines = new Map<string, { readonly line: Omit<Line, 'values'>; readonly at: Map<unknown, unknown> }>();
  for (const row of rows) {
    const by = Object.fromEntries(parts.filter((name) => name !== x).map((name) => [name, row[name]]));
    for (const measure of measures.filter((one) => Object.hasOwn(row, one))) {
      for (const [name, value] of figuresOf(row, measure)) {
        const mark = JSON.stringify([measure, name, by]);
        const kind = name !== null && (isOwnName(name) ? { figure: name } : { currency: name });
        const known = lines.get(mark) ?? { line: { measure, by, ...kind }, at: new Map<unknown, unknown>() };
        known.at.set(row[x], value ?? null);
        lines.set(mark, known);
      }
    }
  }
  const named = [...new Set([...rows.map((row) => String(row[x])), ...(asked ?? [])])].sort();
  const values = stretches(named, next, FILLED_MAX / Math.max(1, lines.size)) ?? named;
  const emptyOf = ({ measure, currency, figure }: Omit<Line, 'values'>): unknown => {
    const none = Object.hasOwn(empty, measure) ? empty[measure] : undefined;
    return (isByName(none) ? none[currency ?? figure ?? ''] : none) ?? null;
  };
  const series = [...lines.values()].map(({ line, at }) => ({
    ...line,
    values: values.map((value) => (at.has(value) ? at.get(value) : emptyOf(line))),
  }));
  return { x: { part: x, values }, series };
};
