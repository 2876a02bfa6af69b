import type { NormalIdentifier } from '@rapport/events';
import type { Pool } from 'pg';
import { hashName, lift, textOf } from './hash-name';
import { orStale, StaleHashing, type Hashing } from './hashing';
import { identifierHash, type HashKeys } from './identifier-hash';
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
  where ordinal > $1 order by suppressed.ordinal`;
const FIND = `
  select null as hash, null as at, oldest, newest from rapport_vault.hashing
  union all
  select encode(hash, 'hex'), to_char(erased_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 0, 0
  from rapport_vault.suppressed where hash = any(select decode(h, 'hex') from unnest($1::text[]) h)`;
interface Row {
  readonly hash: string | null;
  readonly at: string;
  readonly oldest: number;
  readonly newest: number;
}

export const suppression = (pool: Pool, hashing: Hashing): Suppression => {
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

  /** When each was put on the list, by hash. @throws StaleHashing */
  const timesOf = async ({ oldest, newest }: HashKeys, hashes: readonly string[]): Promise<Map<string, string>> => {
    const { rows } = await pool.query<Row>(FIND, [hashes]);
    const state = rows.find(({ hash }) => hash === null)!;
    if (state.oldest !== oldest || state.newest !== newest) throw new StaleHashing();
    return new Map(rows.flatMap(({ hash, at }) => (hash === null ? [] : [[hash, at] as const])));
  };

  return {
    suppressed: (identifiers) =>
      hashing.current(async () => {
        // Nobody goes on before the list is learned: who came while another one was learning waits for that.
        while (outdated || learning) await (learning ??= learn().finally(() => (learning = null)));
        if (!marks) return identifiers.map(() => null);
        // The keys as they are after the list was learned: what is on it under an older key only is not younger than they are.
        const keys = hashing.now();
        const hashes = identifiers.map((identifier) => identifierHash(keys, identifier));
        const likely = new Set(hashes.flatMap(({ hash, older }) => [hash, ...(older ? [older] : [])]).filter(isMarked));
        if (likely.size === 0) return hashes.map(() => null);
        const at = await timesOf(keys, [...likely]);
        return hashes.map(({ hash, older }) => at.get(hash) ?? at.get(older ?? '') ?? null);
      }),
    outdate: () => void (outdated = true),
  };
};

/** Keyed hashes with the number of their key, of each identifier under every key in use. */
export const namedHashes = (keys: HashKeys, identifiers: readonly NormalIdentifier[]): readonly string[] =>
  identifiers.flatMap((identifier) => {
    const { hash, older } = identifierHash(keys, identifier);
    const newest = textOf({ keyId: keys.newest, hash });
    return older === null ? [newest] : [newest, textOf({ keyId: keys.oldest, hash: older })];
  });

/**
 * Only what is not on the list yet: at each start a long ledger is mostly known.
 */
export const SUPPRESS = `
  with allowed as materialized (select rapport_vault.hashing_is($4::int, $5::int)),
  named as (
    select decode(hash, 'hex') as hash, min(key_id) as key_id, max(at) as at
    from allowed, unnest($1::text[], $2::int[], $3::timestamptz[]) as n (hash, key_id, at) group by 1),
  fresh as materialized (
    select * from named where not exists (select from rapport_vault.suppressed known where known.hash = named.hash)),
  turn as (update rapport_vault.destruction set last = last + 1 where exists (select from fresh) returning last),
  told as (insert into rapport_vault.destroyed (ordinal) select last from turn)
  insert into rapport_vault.suppressed (hash, key_id, erased_at, ordinal)
  select hash, key_id, at, last from fresh, turn order by hash on conflict do nothing`;

/** The names under which an entry is looked for: under every key in use that it can be brought to. */
const underKeys = (keys: HashKeys, { hash, erasedAt }: Suppressed) => {
  const given = hashName(hash);
  const heights = [...new Set([keys.oldest, keys.newest])].filter((to) => to >= given.keyId || to === keys.newest);
  return heights.map((to) => ({ ...lift(keys, given, to), erasedAt }));
};

/** Puts hashes on the list, under the keys in use. @throws RangeError when a text is none, or its key is not known */
export const suppress = async (pool: Pool, hashing: Hashing, entries: readonly Suppressed[]): Promise<void> => {
  if (entries.length === 0) return;
  await hashing.current(async (keys) => {
    const named = entries.flatMap((entry) => underKeys(keys, entry));
    await pool
      .query(SUPPRESS, [
        named.map(({ hash }) => hash),
        named.map(({ keyId }) => keyId),
        named.map(({ erasedAt }) => erasedAt),
        keys.oldest,
        keys.newest,
      ])
      .catch(orStale);
  });
};
