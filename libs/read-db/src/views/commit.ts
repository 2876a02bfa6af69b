import type { Fact } from '@rapport/events';
import type { Sql } from '@rapport/postgres';
import type { Versioned } from '../wait-for';
import { errorText, type ParkedNow, type ViewChanges } from './changes';
import { writeParked } from './parking';
import type { KeptRow, RowStore } from './row-store';

/** SQLSTATE classes 22 (data exception) and 23 (constraint): a row that the table cannot hold. */
export const isDataFault = (error: unknown): boolean =>
  /^2[23]/.test((error as { readonly code?: string } | null)?.code ?? '');

/** A row that could not be written, and why. */
interface Unwritten {
  readonly key: string;
  readonly error: unknown;
}

/**
 * Writes a view's changes in the batch's transaction and returns the keys parked by it, which are more than the changes
 * say when a row cannot be written. Only `carefully` looks for such rows: it costs savepoints.
 */
export const writeView = async (
  sql: Sql,
  projection: Versioned,
  rows: RowStore,
  changes: ViewChanges,
  carefully: boolean,
  last: Pick<Fact, 'eventId' | 'position'>,
): Promise<readonly ParkedNow[]> => {
  await rows.remove(sql, changes.removed);
  const unwritten = carefully ? await saveCarefully(sql, rows, changes.saved) : [];
  if (!carefully) await rows.save(sql, changes.saved);
  const more = unwritten.map(({ key, error }): ParkedNow => ({ key, poison: last, error: errorText(error) }));
  const parked = [...changes.parked, ...more];
  await writeParked(sql, projection, parked, changes.healed);
  return parked;
};

/** Halves the rows until those that cannot be written stand alone. */
const saveCarefully = async (sql: Sql, store: RowStore, rows: readonly KeptRow[]): Promise<readonly Unwritten[]> => {
  if (rows.length === 0) return [];
  await sql.query('savepoint rows');
  try {
    await store.save(sql, rows);
    await sql.query('release savepoint rows');
    return [];
  } catch (error) {
    await sql.query('rollback to savepoint rows');
    if (!isDataFault(error)) throw error;
    if (rows.length === 1) return [{ key: rows[0]!.key, error }];
    const half = rows.length >> 1;
    return [
      ...(await saveCarefully(sql, store, rows.slice(0, half))),
      ...(await saveCarefully(sql, store, rows.slice(half))),
    ];
  }
};
