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

const isByName = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Money by currency, and steps of a funnel, as figures of their own: `revenue` of `{EUR: "1.00"}` is one of EUR. */
const figuresOf = (row: Row, measure: string): readonly (readonly [name: string | null, value: unknown])[] => {
  const value = row[measure];
  return isByName(value) ? Object.entries(value) : [[null, value]];
};

/** Names of currencies are capitals and come as they come; others are few, the same everywhere, and in an order that means something. */
const isOwnName = (name: string): boolean => /^[a-z]/.test(name);

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
      for (const [name, value] of figuresOf(row, measure)) {
        const mark = JSON.stringify([measure, name, by]);
        const line = lines.get(mark) ?? {
          measure,
          by,
          ...(name !== null && (isOwnName(name) ? { figure: name } : { currency: name })),
          values: values.map(() => null),
        };
        line.values[at.get(row[x])!] = value ?? null;
        lines.set(mark, line);
      }
    }
  }
  return { x: { part: x, values }, series: [...lines.values()] };
};

/** Rows as a table: money has a column for each currency that is there, a funnel one for each step. */
export const tableOf = (rows: readonly Row[], parts: readonly string[], measures: readonly string[]) => {
  const columns = measures.flatMap((measure): (readonly [string, string | null])[] => {
    const names = [...new Set(rows.flatMap((row) => figuresOf(row, measure).map(([name]) => name)))];
    if (names.length === 0 || names.includes(null)) return [[measure, null]];
    const inOrder = (names as string[]).every(isOwnName) ? names : names.sort();
    return inOrder.map((name) => [measure, name] as const);
  });
  const cell = (row: Row, [measure, name]: readonly [string, string | null]): unknown =>
    name === null ? row[measure] : (row[measure] as Row)[name];
  return {
    columns: [...parts, ...columns.map(([measure, name]) => (name ? `${measure} ${name}` : measure))],
    lines: rows.map((row) => [...parts.map((name) => row[name]), ...columns.map((column) => cell(row, column))]),
  };
};
