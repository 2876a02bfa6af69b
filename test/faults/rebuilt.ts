import type { Running } from './site';

/** A view, and a number in its rows that shows to which table a row belongs. */
export const REBUILT = [
  { projection: 'customer-view', mark: 'touches' },
  { projection: 'value', mark: 'orders' },
] as const;
export type Rebuilt = (typeof REBUILT)[number];

/** What is rebuilt by one command, in turns: each by itself, and both, which read the log together. */
export const COMMANDS: readonly (readonly Rebuilt[])[] = [REBUILT, ...REBUILT.map((one) => [one])];

/** Far above every true value. */
export const MARKED = 1_000_000;
const TABLES = `
  select tablename as name from pg_tables where schemaname = 'rapport_read' and tablename ~ ('^' || $1 || '_v[0-9]+') order by 1`;

/** The tables of a view: the live one is the one without an ending. */
export const tablesOf = async (run: Running, { projection }: Rebuilt): Promise<readonly string[]> =>
  (await run.sql.rows(TABLES, [projection.replace('-', '_')])).map(({ name }) => String(name));

/** Damages the live rows so that they can be told from rebuilt ones: all are marked, some are lost. */
export const damage = async (run: Running, rebuilt: Rebuilt): Promise<number> => {
  const [live] = await tablesOf(run, rebuilt);
  await run.sql.rows(
    `delete from rapport_read."${live}" where key in (select key from rapport_read."${live}" order by key limit 3)`,
  );
  await run.sql.rows(`update rapport_read."${live}" set ${rebuilt.mark} = ${rebuilt.mark} + ${MARKED}`);
  return (await run.sql.rows(`select from rapport_read."${live}"`)).length;
};
