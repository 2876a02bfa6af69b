import type { Vault } from '@rapport/vault';
import type { Pool } from 'pg';
import { COLUMNS, placeOf, sliceOf, SLICE, utc } from './quarantine-page';

/** Refused input that was kept; `find` opens its text. */
export interface QuarantineEntry {
  readonly id: string;
  readonly keyId: string;
  /** Null when the input had no readable source. */
  readonly source: string | null;
  /** The id that the event would have had; null when it had none. */
  readonly eventId: string | null;
  /** The carrier's id, such as an Idempotency-Key, where the input has none of its own. */
  readonly defaultId: string | null;
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

/** Which entries; all parts that are given must hold. */
export interface QuarantineFilter {
  readonly source?: string;
  readonly code?: string;
  readonly keyId?: string;
  /** First received at or after, and before (RFC 3339). */
  readonly from?: string;
  readonly to?: string;
}

/** A page of it. */
export interface QuarantineQuery extends QuarantineFilter {
  readonly cursor?: string;
  /** 1 to 500; 50 when absent. */
  readonly limit?: number;
}

/** Entries of one source and reason. */
export interface QuarantineCount {
  readonly source: string | null;
  readonly code: string;
  /** Different inputs, and how often they came. */
  readonly entries: number;
  readonly times: number;
  readonly firstReceivedAt: string;
  readonly lastReceivedAt: string;
}

/** Input that is only counted, because its key's share of the quarantine was full that day. */
export interface Overflow {
  readonly keyId: string;
  readonly day: string;
  readonly code: string;
  readonly events: number;
}

/** Refused input, kept sealed until it is redriven, dismissed, or expires. */
export interface Quarantine {
  /** Newest first; `next` is null at the end. @throws RangeError on a cursor that is not ours */
  list(
    query?: QuarantineQuery,
  ): Promise<{ readonly entries: readonly QuarantineEntry[]; readonly next: string | null }>;
  /** One entry with its text as it came; `raw` is null when it can't be opened. Null when there is no such entry. */
  find(id: string): Promise<(QuarantineEntry & { readonly raw: string | null }) | null>;
  /** A page with their texts, oldest first; `raw` is null where it can't be opened. @throws RangeError as `list` */
  oldest(query?: QuarantineQuery): Promise<{
    readonly entries: readonly (QuarantineEntry & { readonly raw: string | null })[];
    readonly next: string | null;
  }>;
  /** How many there are, by source and reason; the most first. */
  counts(filter?: QuarantineFilter): Promise<readonly QuarantineCount[]>;
  /** Entries that may be about somebody, by the keyed hashes of their identifiers. */
  about(hashes: readonly string[]): Promise<readonly string[]>;
  /** Takes entries away and destroys their keys; gives back how many there were. */
  remove(ids: readonly string[]): Promise<number>;
  /** Removes what has expired, counts of overflow too; gives back how many entries. To be called now and then. */
  expire(now: Date): Promise<number>;
  /** What was only counted, newest day first. */
  overflow(): Promise<readonly Overflow[]>;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const EXPIRE_BATCH = 1_000;
const PAGE_BYTES_MAX = 16 * 1024 * 1024;

const WHERE = `($1::text is null or source = $1) and ($2::text is null or code = $2) and ($3::text is null or key_id = $3)
  and ($4::timestamptz is null or received_at >= $4) and ($5::timestamptz is null or received_at < $5)`;
const COUNTS = `
  select source, code, count(*)::int as entries, sum(times)::int as times,
    ${utc('min(received_at)', 'firstReceivedAt')}, ${utc('max(last_received_at)', 'lastReceivedAt')}
  from rapport_admission.quarantine where ${WHERE}
  group by source, code order by entries desc, source, code`;
/** How many entries of a page go together by their bytes; one at least. */
const fittingOf = (entries: readonly QuarantineEntry[]): number => {
  let bytes = 0;
  const over = entries.findIndex(({ rawBytes }) => (bytes += rawBytes) > PAGE_BYTES_MAX);
  return over === -1 ? entries.length : Math.max(1, over);
};
const valuesOf = ({ source, code, keyId, from, to }: QuarantineFilter): readonly (string | null)[] =>
  [source, code, keyId, from, to].map((value) => value ?? null);

/** Opens the quarantine; `keptDays` is how long counts of overflow are kept. */
export const openQuarantine = (pool: Pool, vault: Vault, keptDays: number): Quarantine => {
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
  const textsOf = async (ids: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const { rows } = await pool.query<{ id: string; sealed: string }>(
      'select id, sealed from rapport_admission.quarantine where id = any($1::uuid[])',
      [ids],
    );
    const opened = await vault.open(rows.map(({ sealed }) => sealed));
    return new Map(
      rows.flatMap(({ id }, index) => {
        const text = opened[index]!;
        return text.ok ? [[id, String(text.value)] as const] : [];
      }),
    );
  };
  return {
    async list({ cursor, limit, ...filter } = {}) {
      const page = placeOf(cursor, limit);
      const { rows } = await pool.query<QuarantineEntry>(
        `select ${COLUMNS} from rapport_admission.quarantine where ${WHERE} and ${SLICE('received_at', 6)}`,
        [...valuesOf(filter), ...page.values],
      );
      const { some, next } = sliceOf(rows, page.size, ({ receivedAt }) => receivedAt);
      return { entries: some, next };
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
    async oldest({ cursor, limit, ...filter } = {}) {
      const page = placeOf(cursor, limit);
      const { rows } = await pool.query<QuarantineEntry>(
        `select ${COLUMNS} from rapport_admission.quarantine where ${WHERE} and ${SLICE('received_at', 6, 'asc')}`,
        [...valuesOf(filter), ...page.values],
      );
      const { some, next } = sliceOf(rows, fittingOf(rows.slice(0, page.size)), ({ receivedAt }) => receivedAt);
      const texts = await textsOf(some.map(({ id }) => id));
      return { entries: some.map((entry) => ({ ...entry, raw: texts.get(entry.id) ?? null })), next };
    },
    async counts(filter = {}) {
      const { rows } = await pool.query<QuarantineCount>(COUNTS, [...valuesOf(filter)]);
      return rows;
    },
    async about(hashes) {
      const { rows } = await pool.query<{ entry: string }>(
        'select distinct entry from rapport_admission.quarantine_name where name = any($1::text[])',
        [hashes],
      );
      return rows.map(({ entry }) => entry);
    },
    remove,
    async expire(now) {
      await pool.query('delete from rapport_admission.overflow where day < $1::timestamptz - $2 * interval \'1 day\'', [now, keptDays]); // prettier-ignore
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
