import { figuresOf, isByName, isOwnName } from './figures-of';

type Row = Readonly<Record<string, unknown>>;

/** A measure of money (or a row) that has none in any currency has nothing to write down. */
const plain = (value: unknown): unknown => (isByName(value) ? null : value);

/** Rows as a table: money has a column for each currency that is there, a funnel one for each step. */
export const tableOf = (rows: readonly Row[], parts: readonly string[], measures: readonly string[]) => {
  const columns = measures.flatMap((measure): (readonly [string, string | null])[] => {
    const names = [...new Set(rows.flatMap((row) => figuresOf(row, measure).map(([name]) => name)))];
    if (names.length === 0 || names.includes(null)) return [[measure, null]];
    const inOrder = (names as string[]).every(isOwnName) ? names : names.sort();
    return inOrder.map((name) => [measure, name] as const);
  });
  const cell = (row: Row, [measure, name]: readonly [string, string | null]): unknown =>
    name === null ? plain(row[measure]) : (row[measure] as Row)[name];
  return {
    columns: [...parts, ...columns.map(([measure, name]) => (name ? `${measure} ${name}` : measure))],
    lines: rows.map((row) => [...parts.map((name) => row[name]), ...columns.map((column) => cell(row, column))]),
  };
};
