import { closeSync, openSync, readSync } from 'node:fs';

const GZIP = '1f8b';
const CONTAINERS: readonly (readonly [magic: string, what: string])[] = [
  ['504b0304', 'a ZIP archive or a workbook of a spreadsheet: unpack it, or save the sheet as CSV'],
  ['d0cf11e0', 'a workbook of an old spreadsheet: save the sheet as CSV'],
  ['425a68', 'compressed with bzip2: unpack it first'],
  ['fd377a58', 'compressed with xz: unpack it first'],
  ['28b52ffd', 'compressed with zstd: unpack it first'],
  ['50415231', 'a Parquet file: write it as CSV or NDJSON first'],
  ['25504446', 'a PDF: it has no lines to import'],
];

const firstBytes = (path: string): string => {
  const head = Buffer.alloc(4);
  const file = openSync(path, 'r');
  try {
    return head.subarray(0, readSync(file, head, 0, 4, 0)).toString('hex');
  } finally {
    closeSync(file);
  }
};

/** What a file is by its first bytes, whatever its name says: to be unzipped, or nothing that lines can be read from. */
export const containerOf = (path: string): { readonly zipped: boolean; readonly foreign: string | null } => {
  const bytes = firstBytes(path);
  const [, foreign = null] = CONTAINERS.find(([magic]) => bytes.startsWith(magic)) ?? [];
  return { zipped: bytes.startsWith(GZIP) || /\.gz$/i.test(path), foreign };
};
