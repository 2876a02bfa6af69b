import type { Sql } from '@rapport/postgres';
import { IDENTITY } from '../identity/reached';
import { isHistoryFaultText } from '../resume/history-fault';

const FAULTS = `select fault from rapport_read.checkpoint where projection = $1 and version = $2 and fault is not null`;

/**
 * Whether identity has stopped because the log is not the one that it followed: what was built of the past is of that other one, too, until
 * somebody has resumed the views.
 */
export const isAnotherLog = async (sql: Sql): Promise<boolean> => {
  const { rows } = await sql.query<{ fault: string }>(FAULTS, [IDENTITY.name, IDENTITY.version]);
  return rows.some(({ fault }) => isHistoryFaultText(fault));
};
