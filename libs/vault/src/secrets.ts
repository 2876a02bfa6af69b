import type { Pool } from 'pg';
import { hmacKey, type HmacKey } from './hmac';
import { refuseUnfinished } from './rotation-mark';
import { type Safe, safeOf } from './safe';
import { newKey, unwrap } from './wrapping';

/** The random keys of one installation that stay the same for ever; none of them is ever in clear outside a process. */
export interface Secrets {
  readonly fingerprint: HmacKey;
  readonly token: HmacKey;
  readonly safe: Safe;
}

/** Name of a key that identifiers are hashed with (hashing.ts). */
export const hashKeyName = (keyId: number): string => `identifier/${keyId}`;

const NAMES = [hashKeyName(1), 'fingerprint/1', 'token/1', 'safe/1'] as const;

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
  return {
    fingerprint: hmacKey(secrets.get('fingerprint/1')!),
    token: hmacKey(secrets.get('token/1')!),
    safe: safeOf(secrets.get('safe/1')!),
  };
};
