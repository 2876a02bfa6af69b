import type { Fact } from '@rapport/events';
import { runAll, type Sql, type Statement } from '@rapport/postgres';
import type { Versioned } from '../wait-for';
import { errorText, type ParkedNow, type ViewChanges } from './changes';
import { parking } from './parking';
import type { KeptRow } from './kept-row';
import type { RowSource, RowStore } from './row-store';

/** SQLSTATE classes 22 (data exception) and 23 (constraint): a row that the table cannot hold. */
export const isDataFault = (error: unknown): boolean =>
  /^2[23]/.test((error as { readonly code?: string } | null)?.code ?? '');

/** Changes of one projection's rows, and the place in the log after which they hold. */
export interface Writing<R extends RowSource = RowStore> {
  readonly projection: Versioned;
  readonly rows: R;
  readonly changes: ViewChanges;
  readonly last: Pick<Fact, 'eventId' | 'position'>;
}

/** The statements that write changes, for the batch's transaction. They fail as a whole on a row that the table cannot hold. */
export const writing = function* ({ projection, rows, changes }: Writing): Generator<Statement> {
  yield* rows.removing(changes.removed);
  yield* rows.saving(changes.saved);
  yield* parking(projection, changes.parked, changes.healed);
};

/**
 * Writes changes within a transaction and parks the keys of rows that the table cannot hold; returns all keys parked. Costs
 * savepoints, so it is for the second attempt.
 */
export const writeCarefully = async (
  sql: Sql,
  { projection, rows, changes, last }: Writing,
): Promise<readonly ParkedNow[]> => {
  await runAll(sql, rows.removing(changes.removed));
  const unwritten = await saveCarefully(sql, rows, changes.saved);
  const more = unwritten.map(({ key, error }): ParkedNow => ({ key, poison: last, error: errorText(error) }));
  const parked = [...changes.parked, ...more];
  await runAll(sql, parking(projection, parked, changes.healed));
  return parked;
};

/** A row that could not be written, and why. */
interface Unwritten {
  readonly key: string;
  readonly error: unknown;
}

/** Halves the rows until those that cannot be written stand alone. */
const saveCarefully = async (sql: Sql, store: RowStore, rows: readonly KeptRow[]): Promise<readonly Unwritten[]> => {
  if (rows.length === 0) return [];
  await sql.query('savepoint rows');
  try {
    await runAll(sql, store.saving(rows));
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
