import type { Sql } from './sql';

/** Tables that this version made here are not there any more: somebody dropped them, or restored a part of the database only. */
export class TablesGone extends Error {
  constructor(
    readonly component: string,
    readonly tables: readonly string[],
  ) {
    const shown = tables.slice(0, 5).join(', ');
    super(
      `tables of "${component}" are gone: ${shown}${tables.length > 5 ? ` and ${tables.length - 5} more` : ''}. ` +
        'What they held is nowhere else: restore the database from a backup',
    );
    this.name = 'TablesGone';
  }
}

const MAKES = /\bcreate table (?:if not exists )?([a-z_]+\.[a-z_]+)/g;
const GONE = 'select path from unnest($1::text[]) path where to_regclass(path) is null order by path';

/** The tables that migration steps make, with their schemas. */
export const tablesOf = (steps: readonly string[]): readonly string[] =>
  steps.flatMap((step) => [...step.matchAll(MAKES)].map(([, table]) => table!));

/** Those of some tables that are not there. */
export const goneOf = async (sql: Sql, tables: readonly string[]): Promise<readonly string[]> =>
  (await sql.query<{ path: string }>(GONE, [tables])).rows.map(({ path }) => path);
