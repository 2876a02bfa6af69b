import { Advice, EXIT } from '../terminal';
import { type DuckConnection, type DuckPrepared, messageOf } from './duck';
import type { Library } from './library';

const MISSING = /Table with name (.+?) does not exist/;

/**
 * Prepares a statement; the tables that it names are fetched one by one, as DuckDB misses them.
 * @throws Advice with what DuckDB says, or with the tables that there are
 */
export const prepared = async (connection: DuckConnection, sql: string, library: Library): Promise<DuckPrepared> => {
  if (sql.trim() === '') throw new Advice('there is no statement', EXIT.usage);
  await library.refresh(sql);
  for (;;) {
    try {
      return await connection.prepare(sql);
    } catch (error) {
      const said = messageOf(error);
      const missing = MISSING.exec(said)?.[1]?.replaceAll('"', '');
      if (missing === undefined) throw new Advice(said, EXIT.usage);
      if (await library.fetch(missing)) continue;
      throw new Advice(`there is no table ${missing}; there are ${(await library.names()).join(', ')}`, EXIT.usage);
    }
  }
};

/** @throws Advice with what DuckDB says */
export const ran = async <T>(run: () => Promise<T>): Promise<T> => {
  try {
    return await run();
  } catch (error) {
    throw error instanceof Advice ? error : new Advice(messageOf(error));
  }
};
