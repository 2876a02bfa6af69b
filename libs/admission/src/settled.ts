import type { Vault } from '@rapport/vault';
import type { Pool } from 'pg';
import type { QuarantineEntry } from './quarantine';
import { placeOf, sliceOf, SLICE, utc } from './quarantine-page';

/** What became of refused input that somebody looked after. Holds nothing personal. */
export interface Settled extends Pick<
  QuarantineEntry,
  'id' | 'keyId' | 'source' | 'eventId' | 'code' | 'times' | 'receivedAt'
> {
  /** `redriven` as it came, `repaired` and then redriven, or `dismissed`. */
  readonly how: 'redriven' | 'repaired' | 'dismissed';
  readonly settledAt: string;
  /** The key that did it. */
  readonly settledBy: string;
  readonly reason: string | null;
  /** Where the event stands in the log; null when it was dismissed. */
  readonly position: string | null;
}

/** Who settles entries, and how. */
export type Settling = Pick<Settled, 'how' | 'settledBy' | 'reason'> & { readonly at: Date };

/** An entry that leaves, and where its event stands now. */
export type Leaving = Pick<Settled, 'id' | 'position'> & {
  /** What the event's id became, when a repair gave it one. */
  readonly eventId?: string;
};

const COLUMNS = `id, how, ${utc('settled_at', 'settledAt')}, settled_by as "settledBy", reason, position, key_id as "keyId",
  source, event_id as "eventId", code, times, ${utc('received_at', 'receivedAt')}`;

const SETTLE = `
  with leaving as (select * from unnest($1::uuid[], $6::text[], $7::uuid[]) each (id, position, became)),
  gone as (delete from rapport_admission.quarantine where id = any($1::uuid[]) returning *)
  insert into rapport_admission.settled
    (id, how, settled_at, settled_by, reason, position, key_id, source, event_id, code, times, received_at)
  select id, $2, $3, $4, $5, position, key_id, source, coalesce(became, event_id), code, times, received_at
  from gone join leaving using (id)
  on conflict do nothing`;

/** Takes entries out of the quarantine for good, their keys with them, and notes what became of them. */
export const settle = async (
  pool: Pool,
  vault: Vault,
  leaving: readonly Leaving[],
  { how, at, settledBy, reason }: Settling,
): Promise<void> => {
  if (leaving.length === 0) return;
  const ids = leaving.map(({ id }) => id);
  // The keys first: a crash in between leaves entries that nobody can read, which expire.
  await vault.destroyHandleKeys(ids);
  const became = [leaving.map(({ position }) => position), leaving.map(({ eventId }) => eventId ?? null)];
  await pool.query(SETTLE, [ids, how, at, settledBy, reason, ...became]);
};

/** A page of what became of refused input, newest first. @throws RangeError on a cursor that is not ours */
export const settledPage = async (
  pool: Pool,
  { cursor, limit }: { readonly cursor?: string; readonly limit?: number },
): Promise<{ readonly settled: readonly Settled[]; readonly next: string | null }> => {
  const page = placeOf(cursor, limit);
  const { rows } = await pool.query<Settled>(
    `select ${COLUMNS} from rapport_admission.settled where ${SLICE('settled_at', 1)}`,
    [...page.values],
  );
  const { some, next } = sliceOf(rows, page.size, ({ settledAt }) => settledAt);
  return { settled: some, next };
};
