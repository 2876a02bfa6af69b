import type { Vault } from '@rapport/vault';
import type { Pool } from 'pg';

/** Refused input that was kept; `find` opens its text. */
export interface QuarantineEntry {
  readonly id: string;
  readonly keyId: string;
  /** Null when the input had no readable source. */
  readonly source: string | null;
  /** The id that the event would have had; null when it had none. */
  readonly eventId: string | null;
  readonly code: string;
  readonly detail: string;
  /** First and last time that this very input came, and how often. */
  readonly receivedAt: string;
  readonly lastReceivedAt: string;
  readonly times: number;
  /** Bytes of the input; `cut` when only its beginning was kept. */
  readonly rawBytes: number;
  readonly cut: boolean;
  readonly expiresAt: string;
}

export interface QuarantineQuery {
  readonly cursor?: string;
  /** 1 to 500; 50 when absent. */
  readonly limit?: number;
  readonly source?: string;
  readonly code?: string;
}

/** Input that is only counted, because its key's share of the quarantine was full that day. */
export interface Overflow {
  readonly keyId: string;
  readonly day: string;
  readonly code: string;
  readonly events: number;
}

/** Refused input, kept sealed until it is redriven, removed, or expires. */
export interface Quarantine {
  /** Newest first; `next` is null at the end. @throws RangeError on a cursor that is not ours */
  list(
    query?: QuarantineQuery,
  ): Promise<{ readonly entries: readonly QuarantineEntry[]; readonly next: string | null }>;
  /** One entry with its text as it came; `raw` is null when it can't be opened. Null when there is no such entry. */
  find(id: string): Promise<(QuarantineEntry & { readonly raw: string | null }) | null>;
  /** Takes entries away and destroys their keys; gives back how many there were. */
  remove(ids: readonly string[]): Promise<number>;
  /** Removes what has expired; gives back how many. To be called now and then. */
  expire(now: Date): Promise<number>;
  /** What was only counted, newest day first. */
  overflow(): Promise<readonly Overflow[]>;
}

const utc = (column: string, name: string): string =>
  `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "${name}"`;
const COLUMNS = `id, key_id as "keyId", source, event_id as "eventId", code, detail, times, raw_bytes as "rawBytes", cut,
  ${utc('received_at', 'receivedAt')}, ${utc('last_received_at', 'lastReceivedAt')}, ${utc('expires_at', 'expiresAt')}`;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const EXPIRE_BATCH = 1_000;

const cursorOf = ({ receivedAt, id }: QuarantineEntry): string =>
  Buffer.from(`${receivedAt} ${id}`).toString('base64url');
const placeOf = (cursor: string | undefined): readonly [string | null, string | null] => {
  if (cursor === undefined) return [null, null];
  const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (!/^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/.test(at) || !UUID.test(id))
    throw new RangeError('not a cursor of the quarantine');
  return [at, id];
};

export const openQuarantine = (pool: Pool, vault: Vault): Quarantine => {
  const remove = async (ids: readonly string[]): Promise<number> => {
    const known = ids.filter((id) => UUID.test(id));
    const { rows } = await pool.query<{ id: string }>(
      'select id from rapport_admission.quarantine where id = any($1::uuid[])',
      [known],
    );
    // Keys first: a crash in between leaves unreadable rows that the next call takes away.
    await vault.destroyHandleKeys(rows.map(({ id }) => id));
    await pool.query('delete from rapport_admission.quarantine where id = any($1::uuid[])', [rows.map(({ id }) => id)]);
    return rows.length;
  };
  return {
    async list({ cursor, limit = 50, source, code } = {}) {
      const [at, id] = placeOf(cursor);
      const size = Math.min(Math.max(1, Math.trunc(limit)), 500);
      const { rows } = await pool.query<QuarantineEntry>(
        `select ${COLUMNS} from rapport_admission.quarantine
         where ($1::timestamptz is null or (received_at, id) < ($1::timestamptz, $2::uuid))
           and ($3::text is null or source = $3) and ($4::text is null or code = $4)
         order by received_at desc, id desc limit $5`,
        [at, id, source ?? null, code ?? null, size + 1],
      );
      const entries = rows.slice(0, size);
      return { entries, next: rows.length > size ? cursorOf(entries.at(-1)!) : null };
    },
    async find(id) {
      if (!UUID.test(id)) return null;
      const { rows } = await pool.query<QuarantineEntry & { sealed: string }>(
        `select ${COLUMNS}, sealed from rapport_admission.quarantine where id = $1`,
        [id],
      );
      if (!rows[0]) return null;
      const { sealed, ...entry } = rows[0];
      const [opened] = await vault.open([sealed]);
      return { ...entry, raw: opened?.ok ? String(opened.value) : null };
    },
    remove,
    async expire(now) {
      for (let removed = 0; ;) {
        const { rows } = await pool.query<{ id: string }>(
          'select id from rapport_admission.quarantine where expires_at <= $1 order by expires_at limit $2',
          [now, EXPIRE_BATCH],
        );
        if (rows.length === 0) return removed;
        removed += await remove(rows.map(({ id }) => id));
      }
    },
    async overflow() {
      const { rows } = await pool.query<Overflow>(
        `select key_id as "keyId", to_char(day, 'YYYY-MM-DD') as day, code, events::int as events
         from rapport_admission.overflow order by day desc, key_id, code`,
      );
      return rows;
    },
  };
};
