import { join } from 'node:path';
import type { Exported } from '../verbs/export-pages';
import { columnsOf, EVENT_TABLE, readJson } from './columns';
import { type Duck, literal, openDuck } from './duck';
import { spool, withFolder } from './spool';

/** How Parquet files are written: packed, with what the export is of beside the data. */
export const parquetOptions = (about: Readonly<Record<string, string>> = {}): string => {
  const values = Object.entries(about).map(([name, value]) => `${name}: ${literal(value)}`);
  return `(format parquet, compression zstd${values.length > 0 ? `, kv_metadata {${values.join(', ')}}` : ''})`;
};

/** Writes an export as a Parquet file, through a file of JSON beside, so that size does not matter. Says how many items it holds. */
export const writeParquet = (exported: Exported, file: string, counted: (items: number) => void): Promise<number> =>
  withFolder(async (folder) => {
    const duck: Duck = await openDuck(null, folder);
    try {
      const lines = join(folder, 'items.ndjson');
      const items = await spool(exported, lines, counted);
      const { connection } = duck;
      const columns = exported.of === 'events' ? EVENT_TABLE : await columnsOf(connection, lines);
      const about = { export: exported.of, position: exported.position, format: '1' };
      await connection.run(`copy (select * from ${readJson(lines, columns)}) to ${literal(file)} ${parquetOptions(about)}`); // prettier-ignore
      return items;
    } finally {
      duck.close();
    }
  });
