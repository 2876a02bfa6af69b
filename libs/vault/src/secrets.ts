import type { Pool } from 'pg';
import { hmacKey, type HmacKey } from './hmac';
import { refuseUnfinished } from './rotation-mark';
import { newKey, unwrap } from './wrapping';

/** Number of the key that identifiers are hashed with now; stored beside each hash, so that the key can be rotated. */
export const IDENTIFIER_KEY_ID = 1;

/** The random keys of one installation; none of them is ever in clear outside a process. */
export interface Secrets {
  readonly identifier: HmacKey;
  readonly fingerprint: HmacKey;
  readonly token: HmacKey;
}

const NAMES = [`identifier/${IDENTIFIER_KEY_ID}`, 'fingerprint/1', 'token/1'] as const;

/**
 * The installation's keys, made at the first opening. Because they are wrapped, opening them also proves that the master
 * key is the right one.
 * @throws WrongMasterKey | RotationUnfinished
 */
export const openSecrets = async (pool: Pool, master: Buffer): Promise<Secrets> => {
  const stored = async () => {
    const { rows } = await pool.query<{ name: string; wrapped: Buffer }>(
      'select name, wrapped from rapport_vault.secret',
    );
    refuseUnfinished(rows);
    return new Map(rows.map(({ name, wrapped }) => [name, unwrap(master, name, wrapped)]));
  };
  let secrets = await stored();
  if (NAMES.some((name) => !secrets.has(name))) {
    const made = NAMES.map((name) => newKey(master, name).wrapped);
    await pool.query(
      `insert into rapport_vault.secret (name, wrapped)
       select * from unnest($1::text[], $2::bytea[]) on conflict (name) do nothing`,
      [NAMES, made],
    );
    secrets = await stored();
  }
  const [identifier, fingerprint, token] = NAMES.map((name) => hmacKey(secrets.get(name)!));
  return { identifier: identifier!, fingerprint: fingerprint!, token: token! };
};
