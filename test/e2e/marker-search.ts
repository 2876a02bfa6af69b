import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';

/** All texts that must be nowhere begin with this word, so that one search finds any of them. */
export const WORD = 'zqmarkvy';
/** Stands in every phone number. */
export const DIGITS = '71938264';

const ALIGNMENTS = [0, 1, 2] as const;

/** What of the text is the same in base64 whatever stands before and after it. */
const base64Core = (text: string, offset: number): string => {
  const padded = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)])
    .toString('base64')
    .replaceAll('=', '');
  return padded.slice(Math.ceil((offset * 8) / 6), -1);
};

const forms = (text: string): readonly (readonly [form: string, bytes: Buffer])[] => {
  const hex = Buffer.from(text).toString('hex');
  return [
    ['clear', Buffer.from(text)],
    ['UTF-16', Buffer.from(text, 'utf16le')],
    ['hex', Buffer.from(hex)],
    ['hex capitals', Buffer.from(hex.toUpperCase())],
    ...ALIGNMENTS.map((offset) => [`base64 +${offset}`, Buffer.from(base64Core(text, offset))] as const),
  ];
};

const PATTERNS = [WORD, WORD.toUpperCase(), `${WORD[0]!.toUpperCase()}${WORD.slice(1)}`, DIGITS].flatMap((text) =>
  forms(text).map(([form, bytes]) => ({ form: `${text} in ${form}`, bytes })),
);

/** In which forms a marker stands in these bytes. */
export const markersIn = (content: Buffer | string): readonly string[] => {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return PATTERNS.filter((pattern) => bytes.includes(pattern.bytes)).map(({ form }) => form);
};

/** All files below a directory with the forms of markers found in them; `read` counts what was looked at. */
export const markersInFiles = (
  dir: string,
): { readonly found: readonly string[]; readonly files: number; readonly bytes: number } => {
  const found: string[] = [];
  let [files, bytes] = [0, 0];
  for (const entry of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
    const path = join(dir, entry);
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) continue;
    const content = readFileSync(path);
    files += 1;
    bytes += content.length;
    found.push(...[...markersIn(path), ...markersIn(content)].map((form) => `${entry}: ${form}`));
  }
  return { found, files, bytes };
};

/** The same for every row of every table of ours, as a dump writes it. */
export const markersInTables = async (
  pool: pg.Pool,
): Promise<{ readonly found: readonly string[]; readonly tables: readonly string[] }> => {
  const { rows } = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const { rows: lines } = await pool.query<{ line: string }>(`select t::text as line from ${name} t`);
    found.push(...markersIn(lines.map(({ line }) => line).join('\n')).map((form) => `${name}: ${form}`));
  }
  return { found, tables: rows.map(({ name }) => name) };
};
