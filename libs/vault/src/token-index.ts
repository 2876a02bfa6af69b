import type { Pool } from 'pg';
import { hmac, type HmacKey } from './hmac';
import { ON_DISK } from './on-disk';
import { quarterOf, RETENTION_CLASSES, retentionCode } from './quarter';
import type { Findable, Handle } from './vault';
import { soughtTerms, termsOf } from './words';

/** A token is the first 16 bytes of the term's keyed hash: wrong hits by chance need 2^64 terms. */
const TOKEN_BYTES = 16;
const HANDLE_BYTES = 16;
const ROW_BYTES = TOKEN_BYTES + HANDLE_BYTES;
const LIMIT_DEFAULT = 1_000;

/**
 * The lock on the key row makes an erasure wait or be seen, so that no token outlives its handle's key; a quarter that is
 * over for good takes no more words. It waits for the disk: words are put in before the append that they are from, and that may be sent once more
 * after a crash that took back what had not waited.
 *
 * Planned once for all numbers of words: `limit` keeps the planner from reading everybody's keys, `is true` from comparing each word with
 * each handle, as would do for the few that it takes for granted.
 */
const ADD = `
  with wanted as (
    select substr($1::bytea, (i::int - 1) * ${ROW_BYTES} + 1, ${TOKEN_BYTES}) as token,
           encode(substr($1::bytea, (i::int - 1) * ${ROW_BYTES} + ${TOKEN_BYTES + 1}, ${HANDLE_BYTES}), 'hex')::uuid as handle, kept
    from unnest($2::int[]) with ordinality as each (kept, i)),
  living as (
    select known.handle from (select distinct handle from wanted order by handle) named cross join lateral (
      select handle from rapport_vault.handle_key k where k.handle = named.handle and wrapped is not null limit 1 for share) known),
  over as (
    select code from unnest($3::int[], $4::text[], $5::text[]) as named (code, class, quarter)
    join rapport_vault.class_key using (class, quarter) where wrapped is null),
  on_disk as materialized (${ON_DISK})
  insert into rapport_vault.token (token, handle, kept_under)
  select token, handle, kept from wanted, on_disk
  where (handle in (select handle from living)) is true and kept not in (select code from over) order by token, handle, kept on conflict do nothing`;

export interface TokenIndex {
  add(findable: readonly Findable[]): Promise<void>;
  search(words: readonly string[], limit?: number): Promise<Handle[]>;
  names(handles: readonly Handle[], text: string): Promise<boolean>;
}

/** Words of a text that are (beginnings of) words in data of class `identity` of the handles. */
const NAMED = `
  select exists (select from rapport_vault.token where token = any($1::bytea[]) and handle = any($2::uuid[])
    and kept_under % ${RETENTION_CLASSES} = ${retentionCode('identity', '2000Q1') % RETENTION_CLASSES}) as named`;

/** Words → handles by keyed tokens. Whoever reads the table learns how common a term is, not which one it is. */
export const tokenIndex = (pool: Pool, key: HmacKey): TokenIndex => {
  const tokenOf = (term: string): Buffer => hmac(key, term).subarray(0, TOKEN_BYTES);
  return {
    async add(findable) {
      const pieces: Buffer[] = [];
      const kept: number[] = [];
      const quarters = new Map<number, readonly [dataClass: string, quarter: string]>();
      for (const { handle, words, dataClass, at } of findable) {
        const owner = Buffer.from(handle.replaceAll('-', ''), 'hex');
        const quarter = quarterOf(at);
        const code = retentionCode(dataClass, quarter);
        quarters.set(code, [dataClass, quarter]);
        for (const term of new Set(words.flatMap((text) => [...termsOf(text)]))) {
          pieces.push(tokenOf(term), owner);
          kept.push(code);
        }
      }
      if (pieces.length === 0) return;
      const [classes, ofYear] = [
        [...quarters.values()].map(([name]) => name),
        [...quarters.values()].map(([, q]) => q),
      ];
      // Named, so that each connection plans it once: planning took longer than running.
      await pool.query({
        name: 'rapport_vault_tokens',
        text: ADD,
        values: [Buffer.concat(pieces), kept, [...quarters.keys()], classes, ofYear],
      });
    },
    async search(words, limit = LIMIT_DEFAULT) {
      const tokens = [...soughtTerms(words.join(' '))].map(tokenOf);
      if (tokens.length === 0) return [];
      const { rows } = await pool.query<{ handle: Handle }>(
        `select handle from rapport_vault.token where token = any($1::bytea[])
         group by handle having count(distinct token) = $2 order by handle limit $3`,
        [tokens, tokens.length, limit],
      );
      return rows.map(({ handle }) => handle);
    },
    async names(handles, text) {
      const tokens = [...soughtTerms(text)].map(tokenOf);
      if (tokens.length === 0) return false;
      return (await pool.query<{ named: boolean }>(NAMED, [tokens, handles])).rows[0]!.named;
    },
  };
};
