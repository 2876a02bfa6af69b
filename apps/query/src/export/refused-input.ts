import type { Sql } from '@rapport/postgres';

/** Refused input that may be about somebody; the text is a cell under the entry's own key. */
export interface RefusedAbout {
  readonly id: string;
  readonly source: string | null;
  readonly code: string;
  readonly detail: string;
  readonly receivedAt: string;
  readonly expiresAt: string;
  readonly cell: string;
}

const ABOUT = `
  select id::text, source, code, detail, sealed as cell,
    to_char(received_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "receivedAt",
    to_char(expires_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "expiresAt"
  from rapport_admission.quarantine
  where id in (select entry from rapport_admission.quarantine_name where name = any($1::text[]))
  order by received_at, id`;
const UNDEFINED_TABLE = '42P01';

/** What was refused and is still kept of somebody, by the keyed hashes of their identifiers. */
export const refusedAbout = async (sql: Sql, hashes: readonly string[]): Promise<readonly RefusedAbout[]> => {
  try {
    return (await sql.query<RefusedAbout>(ABOUT, [hashes])).rows;
  } catch (error) {
    // A database that nobody has written to has no quarantine.
    if ((error as { code?: string }).code === UNDEFINED_TABLE) return [];
    throw error;
  }
};
