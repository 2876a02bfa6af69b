import { parse } from 'csv-parse';
import { CUT, capLines } from './cap-lines';
import { decodeText, type Encoding, shownText, UNREAD } from './decode-text';
import { BrokenFile, MappingFault } from './fault';
import { isBeyond } from './numbers-kept';
import { Place } from './place';
import { type Columns, type Row, columnsOfHeader, columnsOfObjects } from './row';

/** How a file is written. */
export interface FileFormat extends Encoding {
  readonly kind: 'delimited' | 'ndjson';
  readonly delimiter: string;
  readonly quote: string | null;
  /** Names of the columns; null = the first line says them. */
  readonly columns: readonly string[] | null;
  /** The line in which the header stands; what is above it is not of the table. */
  readonly header: number;
}

/** A line of a file: a row, or why it is none. */
export type ReadLine =
  | { readonly number: number; readonly row: Row }
  | {
      readonly number: number;
      readonly fault: string;
      readonly text: string;
      /** What could be read of it all the same. */
      readonly refused?: Row;
    };

const KINDS = ['csv', 'tsv', 'ndjson'] as const;
const KNOWN = ['kind', 'delimiter', 'quote', 'columns', 'header', 'encoding'];
/** Longest line. */
const LINE_CHARACTERS_MAX = 1024 * 1024;
/** Longest record of several lines, in bytes; a quote that is never closed would otherwise swallow the file. */
const RECORD_BYTES_MAX = 4 * LINE_CHARACTERS_MAX;
const TOO_LONG = 'the line is too long';
const BEYOND = 'a number is beyond all that JSON numbers keep: it must be a text';
const WIDE = 'the header has U+0000: where it is UTF-16 without its mark, say the encoding in the mapping’s format, utf-16le'; // prettier-ignore
const NO_KIND = 'ends with none of .csv .tsv .ndjson .jsonl: name a kind';
const OPENED = 'the line is not JSON, but begins some: a file must have an object a line, as jq -c ".[]" makes of a list, jq -c . of objects'; // prettier-ignore
const ONE_JSON = 'may be one JSON text: a file must have an object a line, such as jq -c ".[]" makes of a list; if it has, name the kind ndjson'; // prettier-ignore
const NOT_UTF8 = 'the line is not UTF-8: say the encoding of the file in the mapping’s format, such as windows-1252';

const kindOf = (name: string): (typeof KINDS)[number] | null => {
  const [, ending] = /\.(csv|tsv|txt|ndjson|jsonl)(?:\.gz)?$/i.exec(name) ?? [];
  if (!ending) return null;
  return { csv: 'csv', tsv: 'tsv', txt: 'tsv', ndjson: 'ndjson', jsonl: 'ndjson' }[ending.toLowerCase()] as 'csv';
};

/**
 * The format that a mapping's `format` says, or else the name of the file.
 * @throws MappingFault
 */
export const formatOf = (mapping: unknown, fileName: string): FileFormat => {
  const faults: string[] = [];
  const place = new Place(columnsOfObjects(), faults, null).in('format');
  const spec = (mapping as { format?: unknown } | null)?.format ?? {};
  const members = typeof spec === 'string' ? { kind: spec } : place.members(spec, KNOWN);
  const kind = members['kind'] === undefined ? kindOf(fileName) : place.in('kind').word(members['kind'], KINDS);
  if (kind === null) place.fault(`"${fileName}" ${/\.json(\.gz)?$/i.test(fileName) ? ONE_JSON : NO_KIND}`);
  const delimiter = members['delimiter'] ?? (kind === 'tsv' ? '\t' : ',');
  const quote = members['quote'] === undefined ? (kind === 'tsv' ? null : '"') : members['quote'];
  if (typeof delimiter !== 'string' || delimiter === '') place.in('delimiter').fault('must be a text');
  if (quote !== null && (typeof quote !== 'string' || quote.length !== 1))
    place.in('quote').fault('must be one sign or null');
  const encoding = String(members['encoding'] ?? 'utf-8');
  try {
    new TextDecoder(encoding);
  } catch {
    place.in('encoding').fault('is unknown; say utf-8, windows-1252, utf-16le, …');
  }
  const columns = members['columns'] === undefined ? null : place.in('columns').items(members['columns'], 1).map(([one]) => String(one)); // prettier-ignore
  const header = members['header'] ?? 1;
  if (!Number.isInteger(header) || Number(header) < 1) place.in('header').fault('must be the number of a line');
  if (columns && members['header'] !== undefined)
    place.in('header').fault('cannot be had with columns: either the file names them or you');
  if (faults.length > 0) throw new MappingFault(faults);
  return {
    kind: kind === 'ndjson' ? 'ndjson' : 'delimited',
    delimiter: String(delimiter),
    quote: quote as string | null,
    columns,
    header: Number(header),
    encoding,
    supposed: members['encoding'] === undefined,
  };
};

/** The lines of a text, without their ends; at most LINE_CHARACTERS_MAX of each. */
const linesOf = async function* (text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of text) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!.slice(0, LINE_CHARACTERS_MAX + 1);
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  if (rest !== '') yield rest;
};

const ndjson = async function* (text: AsyncIterable<string>, supposed: boolean): AsyncGenerator<ReadLine> {
  let number = 0;
  for await (const line of linesOf(text)) {
    number += 1;
    if (line.trim() === '') continue;
    if (line.length > LINE_CHARACTERS_MAX) {
      yield { number, fault: TOO_LONG, text: line.slice(0, 1_000) };
      continue;
    }
    if (supposed && line.includes(UNREAD)) {
      yield { number, fault: NOT_UTF8, text: shownText(line) };
      continue;
    }
    yield parsedLine(number, line);
  }
};

const parsedLine = (number: number, line: string): ReadLine => {
  try {
    const row = JSON.parse(line) as Row;
    return isBeyond(line, row) ? { number, fault: BEYOND, text: line } : { number, row };
  } catch {
    return { number, fault: /^\s*[[{]\s*$/.test(line) ? OPENED : 'the line is not JSON', text: line };
  }
};

/** Lines of the text that a record takes: its own, and one for each line feed in a field. */
const height = (row: readonly string[]): number => {
  let lines = 1;
  for (const field of row) for (let at = field.indexOf('\n'); at >= 0; at = field.indexOf('\n', at + 1)) lines += 1;
  return lines;
};

const delimited = async function* (text: AsyncIterable<string>, format: FileFormat): AsyncGenerator<ReadLine> {
  let broken: unknown;
  const parser = parse({
    bom: true,
    delimiter: format.delimiter,
    // Named, because it would take the first line's end for all: files get mixed ones.
    record_delimiter: ['\r\n', '\n', '\r'],
    quote: format.quote,
    escape: format.quote,
    relax_quotes: true,
    relax_column_count: true,
    max_record_size: RECORD_BYTES_MAX,
    // An error would throw away what was read before it; so we remember it, and stop there ourselves.
    skip_records_with_error: true,
    on_skip: (error) => void (broken ??= error),
  });
  const feed = async (): Promise<void> => {
    const kept = `${format.quote ?? ''}${format.delimiter}`;
    for await (const chunk of capLines(text, LINE_CHARACTERS_MAX, kept)) {
      if (broken !== undefined) break;
      if (!parser.write(chunk)) await new Promise((drained) => parser.once('drain', drained));
    }
    parser.end();
  };
  feed().catch((error: unknown) => parser.destroy(error as Error));
  let number = 1;
  for await (const row of parser as AsyncIterable<readonly string[]>) {
    const first = number;
    number += height(row);
    // Spreadsheets write lines of nothing but delimiters where somebody has once touched a row.
    if (row.some((field) => field.trim() !== '')) yield lineOf(first, row, format);
  }
  if (broken !== undefined) throw brokenAt(number, broken);
};

const lineOf = (number: number, row: readonly string[], { delimiter, supposed }: FileFormat): ReadLine => {
  const has = (sign: string): boolean => row.some((field) => field.includes(sign));
  const text = (): string => row.join(delimiter);
  if (has(CUT)) return { number, fault: TOO_LONG, text: text().slice(0, 1_000), refused: row };
  if (supposed && has(UNREAD)) return { number, fault: NOT_UTF8, text: shownText(text()), refused: row };
  return { number, row };
};

const BROKEN: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'has a quote that is never closed',
  CSV_MAX_RECORD_SIZE: 'is too long; a quote may never be closed',
};

const brokenAt = (number: number, error: unknown): unknown => {
  const why = BROKEN[(error as { code?: string }).code ?? ''];
  return why ? new BrokenFile(`the record that begins in line ${number} ${why}`) : error;
};

/** Whether a line is `sep=;`, which spreadsheets put before the header. @throws BrokenFile when it names another sign */
const saysDelimiter = (line: ReadLine | undefined, delimiter: string): boolean => {
  if (!line || !('row' in line)) return false;
  const [, sign] = /^sep=(.)$/i.exec((line.row as readonly string[]).join(delimiter)) ?? [];
  if (sign === undefined) return false;
  if (sign === delimiter) return true;
  throw new BrokenFile(`line 1 says that its columns are parted by ${JSON.stringify(sign)}: say so in the mapping, {"format": {"kind": "csv", "delimiter": ${JSON.stringify(sign)}}}`); // prettier-ignore
};

/** Reads a file: its columns first, then its lines. @throws BrokenFile when it is empty or its quotes are broken */
export const readRows = async (
  bytes: AsyncIterable<Uint8Array>,
  format: FileFormat,
): Promise<{ readonly columns: Columns; readonly lines: AsyncIterable<ReadLine> }> => {
  const text = decodeText(bytes, format);
  if (format.kind === 'ndjson') return { columns: columnsOfObjects(), lines: ndjson(text, format.supposed) };
  const lines = delimited(text, format);
  if (format.columns) return { columns: columnsOfHeader(format.columns), lines };
  let header = await lines.next();
  if (format.header === 1 && saysDelimiter(header.value, format.delimiter)) header = await lines.next();
  while (!header.done && header.value.number < format.header) header = await lines.next();
  if (header.done) throw new BrokenFile('the file has no header line');
  if (format.header > 1 && header.value.number !== format.header)
    throw new BrokenFile(`line ${format.header}, which is named as the header, is blank or within a record`);
  if ('fault' in header.value) throw new BrokenFile(`the header: ${header.value.fault}`);
  if ((header.value.row as readonly string[]).some((name) => name.includes('\0'))) throw new BrokenFile(WIDE);
  return { columns: columnsOfHeader(header.value.row as readonly string[]), lines };
};
