import { DataSource, type EntitySchema, Table, TableColumn } from 'typeorm';
import { createPool, migrate, outliveConnection } from '@rapport/postgres';
import { AUDIT_STEPS } from './audit/schema';
import { FIGURE_STEPS } from './figures/schema';
import { PAST_STEPS } from './pasts/schema';
import { REPLAY_STEPS } from './replay/schema';
import { CLOSE_STEPS } from './rules/close-schema';
import { RESUME_STEPS } from './resume/schema';
import { READ_DB_STEPS } from './schema';
import { SKIP_STEPS } from './skips/schema';
import { FOLDED_TO } from './views/row-store';
import { WHAT_IF_STEPS } from './what-if/schema';

/**
 * Opens the read database for queries: brings the schema `rapport_read` up to date, creates the projections' tables that do
 * not exist yet (existing ones are never altered: another shape is another version), and connects TypeORM to them.
 * @param url PostgreSQL connection string.
 * @param tables the entity schemas of the projections.
 */
export const openReadDb = async (url: string, tables: readonly EntitySchema[], max = 10): Promise<DataSource> => {
  const pool = createPool(url, { max: 1, name: 'rapport read-db' });
  try {
    await migrate(pool, 'read-db', READ_DB_STEPS);
    await migrate(pool, 'replay', REPLAY_STEPS);
    await migrate(pool, 'resume', RESUME_STEPS);
    await migrate(pool, 'skips', SKIP_STEPS);
    await migrate(pool, 'audit', AUDIT_STEPS);
    await migrate(pool, 'what-if', WHAT_IF_STEPS);
    await migrate(pool, 'figures', FIGURE_STEPS);
    await migrate(pool, 'closes', CLOSE_STEPS);
    await migrate(pool, 'pasts', PAST_STEPS);
  } finally {
    await pool.end();
  }
  const source = new DataSource({
    type: 'postgres',
    url,
    entities: [...tables],
    applicationName: 'rapport read-db',
    poolSize: max,
    // As in `createPool`: TypeORM makes its own pool, which listens to a connection only once it has been handed over.
    extra: { options: '-c TimeZone=UTC', onConnect: outliveConnection },
  });
  await source.initialize();
  await createTables(source);
  return source;
};

const createTables = async (source: DataSource): Promise<void> => {
  const runner = source.createQueryRunner();
  try {
    await runner.startTransaction();
    // Query and projector may start at the same time: `if not exists` alone is not safe against itself.
    await runner.query("select pg_advisory_xact_lock(hashtextextended('rapport_read tables', 0))");
    for (const metadata of source.entityMetadatas) {
      const table = Table.create(metadata, source.driver);
      if (await runner.hasTable(table)) continue;
      table.addColumn(new TableColumn({ name: FOLDED_TO, type: 'text', collation: 'C', isNullable: true }));
      await runner.createTable(table, false, false, true);
      // Nobody plans by what is inside JSON, and sampling it would cost more processor time than writing the rows.
      const inside = table.columns.filter(({ type }) => type === 'json' || type === 'jsonb');
      // Long ones stand beside the row as they are: packing them with pglz at each write costs more than half of the row.
      const altered = inside.map(
        ({ name }) => `alter column "${name}" set statistics 0, alter "${name}" set storage external`,
      );
      if (altered.length > 0) await runner.query(`alter table ${metadata.tablePath} ${altered.join(', ')}`);
    }
    await runner.commitTransaction();
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  } finally {
    await runner.release();
  }
};
