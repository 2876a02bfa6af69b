import { type DataSource, type QueryRunner, Table, TableColumn } from 'typeorm';
import { tableNameOf } from '@rapport/projections';
import { OLD, pathOf } from '../replay/spare-table';
import { FOLDED_TO } from '../views/row-store';
import type { Versioned } from '../wait-for';

const KNOWN = `select distinct projection as name, version from rapport_read.checkpoint where position <> ''`;
const FROM_THE_START = [
  `update rapport_read.checkpoint set owes = position, position = '', event_id = null, fault = null where projection = $1 and version = $2`,
  'delete from rapport_read.parked where projection = $1 and version = $2',
  'update rapport_read.replay set kept_until = null, wish = null where projection = $1 and version = $2 and kept_until is not null',
];

const create = async (runner: QueryRunner, table: Table, path: string): Promise<void> => {
  // The table from before a swap has the names of the indexes.
  await runner.query(`drop table if exists ${pathOf(path.split('.')[1]! + OLD)}`);
  table.addColumn(new TableColumn({ name: FOLDED_TO, type: 'text', collation: 'C', isNullable: true }));
  await runner.createTable(table, false, false, true);
  // Nobody plans by what is inside JSON, and sampling it would cost more processor time than writing the rows.
  const inside = table.columns.filter(({ type }) => type === 'json' || type === 'jsonb');
  // Long ones stand beside the row as they are: packing them with pglz at each write costs more than half of the row.
  const altered = inside.map(
    ({ name }) => `alter column "${name}" set statistics 0, alter "${name}" set storage external`,
  );
  if (altered.length > 0) await runner.query(`alter table ${path} ${altered.join(', ')}`);
};

/**
 * Creates the projections' tables that do not exist (existing ones are never altered: another shape is another version). One that was there
 * before is filled from the start of the log again: who follows it is fenced by its checkpoint. Gives back whose were lost.
 */
export const createTables = async (source: DataSource): Promise<readonly Versioned[]> => {
  const runner = source.createQueryRunner();
  try {
    await runner.startTransaction();
    // Query and projector may start at the same time: `if not exists` alone is not safe against itself.
    await runner.query("select pg_advisory_xact_lock(hashtextextended('rapport_read tables', 0))");
    const made = new Set<string>();
    for (const metadata of source.entityMetadatas) {
      const table = Table.create(metadata, source.driver);
      if (await runner.hasTable(table)) continue;
      await create(runner, table, metadata.tablePath);
      made.add(metadata.tableName);
    }
    const lost = await fillAgain(runner, made);
    await runner.commitTransaction();
    return lost;
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  } finally {
    await runner.release();
  }
};

const fillAgain = async (runner: QueryRunner, made: ReadonlySet<string>): Promise<readonly Versioned[]> => {
  if (made.size === 0) return [];
  const known = (await runner.query(KNOWN)) as readonly Versioned[];
  const lost = known.filter((one) => made.has(tableNameOf(one)));
  for (const { name, version } of lost)
    for (const statement of FROM_THE_START) await runner.query(statement, [name, version]);
  return lost;
};
