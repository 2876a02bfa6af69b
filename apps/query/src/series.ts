type Row = Readonly<Record<string, unknown>>;

/** One line of a chart: a figure of one combination of the other parts, in one currency where it is money; null = nothing there. */
export interface Line {
  readonly measure: string;
  readonly by: Row;
  readonly currency?: string;
  readonly values: readonly unknown[];
}

/** Rows as lines over one part. */
export interface Series {
  readonly x: { readonly part: string; readonly values: readonly unknown[] };
  readonly series: readonly Line[];
}

const isByCurrency = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Money by currency as figures of their own: `revenue` of `{EUR: "1.00"}` is one of EUR. */
const figuresOf = (row: Row, measure: string): readonly (readonly [currency: string | null, value: unknown])[] => {
  const value = row[measure];
  return isByCurrency(value) ? Object.entries(value) : [[null, value]];
};

/** Lays rows out as lines for a chart. @param x name of the part that runs along the axis */
export const seriesOf = (
  rows: readonly Row[],
  x: string,
  parts: readonly string[],
  measures: readonly string[],
): Series => {
  const values = [...new Set(rows.map((row) => row[x]))].sort((a, b) => (String(a) < String(b) ? -1 : 1));
  const at = new Map(values.map((value, nth) => [value, nth]));
  const lines = new Map<string, Line & { readonly values: unknown[] }>();
  for (const row of rows) {
    const by = Object.fromEntries(parts.filter((name) => name !== x).map((name) => [name, row[name]]));
    for (const measure of measures) {
      for (const [currency, value] of figuresOf(row, measure)) {
        const mark = JSON.stringify([measure, currency, by]);
        const line = lines.get(mark) ?? {
          measure,
          by,
          ...(currency !== null && { currency }),
          values: values.map(() => null),
        };
        line.values[at.get(row[x])!] = value ?? null;
        lines.set(mark, line);
      }
    }
  }
  return { x: { part: x, values }, series: [...lines.values()] };
};

/** Rows as a table: money has a column for each currency that is there. */
export const tableOf = (rows: readonly Row[], parts: readonly string[], measures: readonly string[]) => {
  const columns = measures.flatMap((measure): (readonly [string, string | null])[] => {
    const currencies = new Set(rows.flatMap((row) => figuresOf(row, measure).map(([currency]) => currency)));
    if (currencies.size === 0 || currencies.has(null)) return [[measure, null]];
    return [...currencies].sort().map((currency) => [measure, currency] as const);
  });
  const cell = (row: Row, [measure, currency]: readonly [string, string | null]): unknown =>
    currency === null ? row[measure] : (row[measure] as Row)[currency];
  return {
    columns: [...parts, ...columns.map(([measure, currency]) => (currency ? `${measure} ${currency}` : measure))],
    lines: rows.map((row) => [...parts.map((name) => row[name]), ...columns.map((column) => cell(row, column))]),
  };
};
