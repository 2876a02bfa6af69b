import type { Pool } from 'pg';
import { hmac, type HmacKey } from './hmac';
import type { Findable, Handle } from './vault';
import { soughtTerms, termsOf } from './words';

/** A token is the first 16 bytes of the term's keyed hash: wrong hits by chance need 2^64 terms. */
const TOKEN_BYTES = 16;
const HANDLE_BYTES = 16;
const ROW_BYTES = TOKEN_BYTES + HANDLE_BYTES;
const LIMIT_DEFAULT = 1_000;

export interface TokenIndex {
  add(findable: readonly Findable[]): Promise<void>;
  search(words: readonly string[], limit?: number): Promise<Handle[]>;
}

/** Words → handles by keyed tokens. Whoever reads the table learns how common a term is, not which one it is. */
export const tokenIndex = (pool: Pool, key: HmacKey): TokenIndex => {
  const tokenOf = (term: string): Buffer => hmac(key, term).subarray(0, TOKEN_BYTES);
  return {
    async add(findable) {
      const pieces: Buffer[] = [];
      for (const { handle, words } of findable) {
        const owner = Buffer.from(handle.replaceAll('-', ''), 'hex');
        for (const term of new Set(words.flatMap((text) => [...termsOf(text)]))) pieces.push(tokenOf(term), owner);
      }
      if (pieces.length === 0) return;
      // The lock on the key row makes an erasure wait or be seen, so that no token outlives its handle's key.
      await pool.query(
        `with wanted as (
           select substr(piece, 1, ${TOKEN_BYTES}) as token,
                  encode(substr(piece, ${TOKEN_BYTES + 1}, ${HANDLE_BYTES}), 'hex')::uuid as handle
           from (select substr($1::bytea, (i - 1) * ${ROW_BYTES} + 1, ${ROW_BYTES}) as piece
                 from generate_series(1, $2::int) i) cut),
         living as (
           select handle from rapport_vault.handle_key
           where handle in (select handle from wanted) and wrapped is not null order by handle for share)
         insert into rapport_vault.token (token, handle)
         select token, handle from wanted join living using (handle) order by token, handle on conflict do nothing`,
        [Buffer.concat(pieces), pieces.length / 2],
      );
    },
    async search(words, limit = LIMIT_DEFAULT) {
      const tokens = [...soughtTerms(words.join(' '))].map(tokenOf);
      if (tokens.length === 0) return [];
      const { rows } = await pool.query<{ handle: Handle }>(
        `select handle from rapport_vault.token where token = any($1::bytea[])
         group by handle having count(*) = $2 order by handle limit $3`,
        [tokens, tokens.length, limit],
      );
      return rows.map(({ handle }) => handle);
    },
  };
};
