import type { NormalIdentifier } from '@rapport/events';
import type { Pool } from 'pg';
import type { HmacKey } from './hmac';
import { identifierHash } from './identifier-hash';
import { IDENTIFIER_KEY_ID } from './secrets';
import type { Suppressed } from './vault';

/** Hashes are told apart by their first three bytes before anybody is asked: two MiB, whatever the number of entries. */
const PLACES = 2 ** 24;
const PLACE_DIGITS = 6;

/** The list of identifiers whose persons were erased. */
export interface Suppression {
  /** When each was erased (RFC 3339), in order; null for all others. Costs nothing as long as nobody was erased. */
  suppressed(identifiers: readonly NormalIdentifier[]): Promise<readonly (string | null)[]>;
  /** Somebody was erased: what this process knows of the list is old. */
  outdate(): void;
}

const ADDED = `
  select encode(substr(hash, 1, 3), 'hex') as head, ordinal::text from rapport_vault.suppressed
  where ordinal > $1 order by ordinal`;
const FIND = `
  select encode(hash, 'hex') as hash, to_char(erased_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
  from rapport_vault.suppressed where hash = any(select decode(h, 'hex') from unnest($1::text[]) h)`;

export const suppression = (pool: Pool, hashKey: HmacKey): Suppression => {
  let marks: Uint8Array | null = null;
  let upTo = '0';
  let outdated = true;

  const learn = async (): Promise<void> => {
    outdated = false;
    try {
      const { rows } = await pool.query<{ head: string; ordinal: string }>(ADDED, [upTo]);
      if (rows.length === 0) return;
      marks ??= new Uint8Array(PLACES / 8);
      for (const { head } of rows) {
        const place = parseInt(head, 16);
        marks[place >> 3]! |= 1 << (place & 7);
      }
      upTo = rows.at(-1)!.ordinal;
    } catch (error) {
      outdated = true;
      throw error;
    }
  };
  let learning: Promise<void> | null = null;
  const isMarked = (hash: string): boolean => {
    const place = parseInt(hash.slice(0, PLACE_DIGITS), 16);
    return (marks![place >> 3]! & (1 << (place & 7))) !== 0;
  };

  return {
    async suppressed(identifiers) {
      // Nobody goes on before the list is learned: who came while another one was learning waits for that.
      while (outdated || learning) await (learning ??= learn().finally(() => (learning = null)));
      if (!marks) return identifiers.map(() => null);
      const hashes = identifiers.map((identifier) => identifierHash(hashKey, identifier));
      const likely = [...new Set(hashes.filter(isMarked))];
      if (likely.length === 0) return hashes.map(() => null);
      const { rows } = await pool.query<{ hash: string; at: string }>(FIND, [likely]);
      const at = new Map(rows.map((row) => [row.hash, row.at]));
      return hashes.map((hash) => at.get(hash) ?? null);
    },
    outdate: () => void (outdated = true),
  };
};

/** Keyed hashes with the number of their key, as ledgers and other tables hold them. */
export const namedHashes = (hashKey: HmacKey, identifiers: readonly NormalIdentifier[]): readonly string[] =>
  identifiers.map((identifier) => `${IDENTIFIER_KEY_ID}:${identifierHash(hashKey, identifier)}`);

const NAMED = /^(\d{1,4}):([0-9a-f]{64})$/;

/**
 * Only what is not on the list yet: at each start a long ledger is mostly known.
 */
const SUPPRESS = `
  with named as (
    select decode(hash, 'hex') as hash, min(key_id) as key_id, max(at) as at
    from unnest($1::text[], $2::int[], $3::timestamptz[]) as n (hash, key_id, at) group by 1),
  fresh as materialized (
    select * from named where not exists (select from rapport_vault.suppressed known where known.hash = named.hash)),
  turn as (update rapport_vault.destruction set last = last + 1 where exists (select from fresh) returning last),
  told as (insert into rapport_vault.destroyed (ordinal) select last from turn)
  insert into rapport_vault.suppressed (hash, key_id, erased_at, ordinal)
  select hash, key_id, at, last from fresh, turn order by hash on conflict do nothing`;

/** Puts hashes on the list. @throws RangeError when a text is none */
export const suppress = async (pool: Pool, entries: readonly Suppressed[]): Promise<void> => {
  if (entries.length === 0) return;
  const parts = entries.map(({ hash }) => NAMED.exec(hash));
  if (parts.includes(null)) throw new RangeError('not the keyed hash of an identifier');
  await pool.query(SUPPRESS, [
    parts.map((part) => part![2]),
    parts.map((part) => Number(part![1])),
    entries.map(({ erasedAt }) => erasedAt),
  ]);
};
