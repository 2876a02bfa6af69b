import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CannotRun } from '@rapport/testing';
import { parse } from 'csv-parse/sync';

const FOLDER = resolve(process.env['RAPPORT_DATA'] ?? join(__dirname, '../../../shared/data'));

/** The path of a file of the published data sets. @throws CannotRun when it is not there */
export const published = (name: string): string => {
  const path = join(FOLDER, name);
  if (!existsSync(path)) throw new CannotRun(`no ${name} in ${FOLDER}; RAPPORT_DATA names the folder`);
  return path;
};

/** What the data set's own file says must come out; read each time, never written down here. */
export const expectedOf = (set: string): any => JSON.parse(readFileSync(published(`${set}/expected.json`), 'utf8'));

const read = new Map<string, Record<string, string>[]>();

/** The rows of a compressed file as they are, for counting without any code of ours; read once. */
export const rowsOf = (name: string, delimiter = ','): readonly Record<string, string>[] => {
  const rows = read.get(name) ?? readRows(name, delimiter);
  read.set(name, rows);
  return rows;
};

const readRows = (name: string, delimiter: string): Record<string, string>[] =>
  parse(gunzipSync(readFileSync(published(name))), {
    ...{ columns: true, delimiter, bom: true, relax_quotes: true },
    quote: delimiter === '\t' ? null : '"',
  }) as Record<string, string>[];

/** The mapping that the tests import a file with. */
export const mappingOf = (name: string): string => join(__dirname, 'mappings', `${name}.json`);
