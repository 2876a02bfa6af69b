import { setTimeout as pause } from 'node:timers/promises';
import { ordinalOf, StoreBusy } from '@rapport/event-store';
import { firmCheckpoint } from '../firm';
import { IDENTITY } from '../identity/reached';
import { Fenced } from '../lease';
import type { ProjectionTable } from '../projection-table';
import { buildCustomers } from '../replay/build-customers';
import { buildEntries } from '../replay/build-entries';
import { checkHistory } from '../lane';
import { faultText } from '../resume/history-fault';
import { isBusy, type ReplayParts } from '../replay/run-replay';
import { Shadow } from '../replay/shadow';
import { addIndexes, createShadow, forgetName } from '../replay/spare-table';
import type { BuiltPast } from './built-past';
import { asOfOccurred } from './as-of-occurred';
import { eventAt } from './event-at';
import { PastPace } from './past-pace';
import { dropPastTable, newPastTable, pastName } from './past-tables';
import { type Attempt, beginPast, changePast, Withdrawn } from './record';

/** What building needs; connections, memory and threads are those of rebuilds. */
export type PastParts = Pick<ReplayParts, 'pool' | 'store' | 'memory' | 'scratch' | 'threads' | 'signal'>;

const WAIT_MS = 500;
const PARKED = 'parked = (select count(*) from rapport_read.parked where projection = $5 and version = $6)';
const BUILT = `state = 'built', row_count = $3, events = total, per_second = null, ${PARKED}, ended_at = clock_timestamp(),
  kept_until = clock_timestamp() + $4 * interval '1 hour'`;

/**
 * Builds a projection as of a moment of the past into a table beside the live one; what came of it is in the record.
 * @throws only what says that this process must stop or try again: the record is then running, and whoever goes on begins it again
 */
export const performPast = async (
  parts: PastParts,
  past: BuiltPast,
  registered: ProjectionTable,
  keepHours: number,
): Promise<void> => {
  const { pool, signal } = parts;
  const table = newPastTable(registered.table.options.tableName!);
  let attempt: Attempt | undefined;
  try {
    if (past.table !== null) await dropPastTable(pool, past.table);
    attempt = await beginPast(pool, past.id, table, Number(ordinalOf(past.position)));
    const rows = await built(parts, { past, registered, table, attempt });
    const name = pastName(past.projection, table);
    await changePast(pool, attempt, BUILT, [rows, keepHours, name, past.version]);
  } catch (error) {
    await dropPastTable(pool, table);
    if (signal.aborted || error instanceof Fenced || error instanceof StoreBusy) throw error;
    if (error instanceof Withdrawn) return;
    const failed = `state = 'failed', fault = $3, per_second = null, ended_at = clock_timestamp()`;
    if (attempt) await changePast(pool, attempt, failed, [faultText(error)]).catch(unlessWithdrawn);
  } finally {
    await forgetName(pool, pastName(past.projection, table), past.version);
  }
};

const unlessWithdrawn = (error: unknown): void => {
  if (!(error instanceof Withdrawn)) throw error;
};

interface Building {
  readonly past: BuiltPast;
  readonly registered: ProjectionTable;
  readonly table: string;
  readonly attempt: Attempt;
}

const built = async (parts: PastParts, { past, registered, table, attempt }: Building): Promise<number> => {
  const { pool, store, signal } = parts;
  const live = registered.table.options.tableName!;
  const pace = new PastPace(pool, attempt, signal, isBusy(parts, past));
  // Before that nobody can say who was whom there.
  let known = await firmCheckpoint(pool, IDENTITY);
  for (; known.position < past.position; known = await firmCheckpoint(pool, IDENTITY)) {
    await pace.look();
    await pause(WAIT_MS, undefined, { signal });
  }
  // Who was whom in one history says nothing of another one.
  await checkHistory(store, known);
  const eventId = await eventAt(store, past.position, signal);
  if (eventId === undefined) throw new Error(`no event of the log stands at ${past.position}`);
  await createShadow(pool, live, table);
  const shadow = await Shadow.open(pool, asOfOccurred(registered, past.occurred), [
    pastName(past.projection, table),
    table,
  ]);
  const building = { ...parts, shadow, pace, to: { position: past.position, eventId } };
  const rows = await (registered.projection.scope === 'customer' ? buildCustomers : buildEntries)(building);
  await pace.look();
  await shadow.key();
  await addIndexes(pool, live, table);
  return rows;
};
