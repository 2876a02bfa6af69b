import { csvLine } from '@rapport/edge';
import { table } from '../terminal';
import type { DuckResult } from './duck';

export const SQL_FORMATS = ['table', 'csv', 'json', 'ndjson', 'parquet'] as const;
export type SqlFormat = (typeof SQL_FORMATS)[number];

/** Rows that a table on a screen shows. */
const SHOWN = 200;
const CELL = 60;
const WHOLE = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?)$/;

/** Makes values of a column plain: whole numbers as such where they are exact, what is JSON as what it says. */
const plainer = (type: { readonly alias?: string | undefined; toString(): string }): ((value: unknown) => unknown) => {
  if (type.alias === 'JSON') return (value) => (typeof value === 'string' ? (JSON.parse(value) as unknown) : value);
  if (!WHOLE.test(type.toString())) return (value) => value;
  return (value) => (typeof value === 'string' && Number.isSafeInteger(Number(value)) ? Number(value) : value);
};

const cell = (value: unknown): string => {
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > CELL ? `${line.slice(0, CELL - 1)}…` : line;
};

/** The rows of an answer, as they come. */
async function* rowsOf(result: DuckResult): AsyncGenerator<readonly unknown[]> {
  const plain = result.columnTypes().map(plainer);
  for await (const rows of result.yieldRowsJson()) {
    for (const row of rows) yield row.map((value, nth) => plain[nth]!(value));
  }
}

async function* asTable(names: readonly string[], result: DuckResult): AsyncGenerator<string> {
  const rows: string[][] = [];
  let more = false;
  for await (const row of rowsOf(result)) {
    if ((more = rows.length === SHOWN)) break;
    rows.push(row.map(cell));
  }
  yield `${table([[...names], ...rows])}\n`;
  if (more) yield `… the first ${SHOWN} rows; --format csv, json, ndjson or parquet gives all\n`;
}

async function* asCsv(names: readonly string[], result: DuckResult): AsyncGenerator<string> {
  yield csvLine(names);
  for await (const row of rowsOf(result)) yield csvLine(row);
}

async function* objectsOf(names: readonly string[], result: DuckResult): AsyncGenerator<string> {
  for await (const row of rowsOf(result))
    yield JSON.stringify(Object.fromEntries(names.map((name, nth) => [name, row[nth]])));
}

async function* asLines(names: readonly string[], result: DuckResult): AsyncGenerator<string> {
  for await (const object of objectsOf(names, result)) yield `${object}\n`;
}

async function* asJson(names: readonly string[], result: DuckResult): AsyncGenerator<string> {
  let before = '[\n';
  for await (const object of objectsOf(names, result)) {
    yield before + object;
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

/** The text of an answer, as it comes: for people, for spreadsheets, for programs. */
export const answerText = (result: DuckResult, format: Exclude<SqlFormat, 'parquet'>): AsyncIterable<string> => {
  const form = { table: asTable, csv: asCsv, json: asJson, ndjson: asLines }[format];
  return form(result.deduplicatedColumnNames(), result);
};
