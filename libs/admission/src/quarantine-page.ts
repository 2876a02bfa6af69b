/** A moment as a column that reads as RFC 3339 with milliseconds. */
export const utc = (column: string, name: string): string =>
  `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "${name}"`;

/** The columns of an entry as it is shown. */
export const COLUMNS = `id, key_id as "keyId", source, event_id as "eventId", default_id as "defaultId", code, detail, times,
  raw_bytes as "rawBytes", cut, ${utc('received_at', 'receivedAt')}, ${utc('last_received_at', 'lastReceivedAt')},
  ${utc('expires_at', 'expiresAt')}`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const LIMIT_MAX = 500;

/** Where a page begins and how long it is. */
export interface Place {
  readonly values: readonly (string | number | null)[];
  readonly size: number;
}

/** @throws RangeError on a cursor that is not ours */
export const placeOf = (cursor: string | undefined, limit = 50): Place => {
  const size = Math.min(Math.max(1, Math.trunc(limit)), LIMIT_MAX);
  if (cursor === undefined) return { values: [null, null, size + 1], size };
  const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (!/^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/.test(at) || !UUID.test(id)) throw new RangeError('not a cursor of ours');
  return { values: [at, id, size + 1], size };
};

/** The end of a query of a page, newest first unless said; `first` is the number of the first of the place's values. */
export const SLICE = (column: string, first: number, order: 'asc' | 'desc' = 'desc'): string =>
  `($${first}::timestamptz is null or (${column}, id) ${order === 'asc' ? '>' : '<'} ($${first}::timestamptz, $${first + 1}::uuid))
   order by ${column} ${order}, id ${order} limit $${first + 2}`;

/** The rows of a page and the cursor of the next one; null at the end. */
export const sliceOf = <Row extends { readonly id: string }>(
  rows: readonly Row[],
  size: number,
  atOf: (row: Row) => string,
): { readonly some: readonly Row[]; readonly next: string | null } => {
  const some = rows.slice(0, size);
  const last = some.at(-1);
  const next = rows.length > size && last ? Buffer.from(`${atOf(last)} ${last.id}`).toString('base64url') : null;
  return { some, next };
};
