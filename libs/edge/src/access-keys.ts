import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type pg from 'pg';
import { migrate } from '@rapport/postgres';
import { KeyCache } from './key-cache';
import { isRole, type Caller, type Role } from './role';

/** A key as administrators see it; the secret is nowhere. */
export interface AccessKey extends Caller {
  readonly created: string;
  readonly revoked: string | null;
}

export interface AccessKeys {
  /** Makes a key; the text is shown once and not kept. */
  mint(key: { role: Role; name: string; sources?: readonly string[] }): Promise<{ key: AccessKey; text: string }>;
  /** The caller behind a key text; null when it is unknown, wrong or revoked (noticed within two seconds). */
  authenticate(text: string): Promise<Caller | null>;
  list(): Promise<readonly AccessKey[]>;
  /** False when there is no such live key. */
  revoke(keyId: string): Promise<boolean>;
  /**
   * Makes sure that an admin can come in: installs the given key text as admin, or mints one when no live admin key
   * exists. Returns the text when it minted one, else null.
   */
  ensureAdmin(given: string | null): Promise<string | null>;
}

const STEPS = [
  `create schema if not exists rapport_control;
   create table rapport_control.access_key (
     id text primary key, secret_hash bytea not null, role text not null, name text not null,
     sources text[] not null default '{}', created timestamptz not null default now(), revoked timestamptz
   )`,
];
const COLUMNS = `id as "keyId", role, name, sources,
  to_char(created at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as created,
  to_char(revoked at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as revoked`;
const FORM = /^rk_([0-9a-z]{12})_([A-Za-z0-9_-]{43})$/;

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();
const ID_LENGTH = 12;
const idFrom = (bytes: Buffer): string =>
  BigInt(`0x${bytes.toString('hex', 0, 8)}`)
    .toString(36)
    .padStart(ID_LENGTH, '0')
    .slice(-ID_LENGTH);

/** Id and secret of a key text. A text that somebody chose for the first admin is its own secret; its id follows from it. */
const partsOf = (text: string): { readonly id: string; readonly secret: string } => {
  const [, id, secret] = FORM.exec(text) ?? [];
  return id && secret ? { id, secret } : { id: idFrom(hashOf(`key id of ${text}`)), secret: text };
};

/** Opens the keys in schema rapport_control, making it when needed. */
export const openAccessKeys = async (pool: pg.Pool, options: { cacheMs?: number } = {}): Promise<AccessKeys> => {
  await migrate(pool, 'edge', STEPS);
  const cache = new KeyCache(options.cacheMs ?? 2_000);

  const lookUp = async (id: string) => {
    const { rows } = await pool.query(
      `select ${COLUMNS}, secret_hash from rapport_control.access_key where id = $1 and revoked is null`,
      [id],
    );
    if (!rows[0] || !isRole(rows[0].role)) return null;
    const { keyId, role, name, sources, secret_hash: hash } = rows[0];
    return { hash: hash as Buffer, caller: { keyId, role, name, sources } as Caller };
  };

  const insert = async (id: string, secret: string, role: Role, name: string, sources: readonly string[]) => {
    const { rows } = await pool.query(
      `insert into rapport_control.access_key (id, secret_hash, role, name, sources) values ($1, $2, $3, $4, $5)
       on conflict (id) do nothing returning ${COLUMNS}`,
      [id, hashOf(secret), role, name, sources],
    );
    return rows[0] as AccessKey | undefined;
  };

  const mint: AccessKeys['mint'] = async ({ role, name, sources = [] }) => {
    const id = idFrom(randomBytes(8));
    const secret = randomBytes(32).toString('base64url');
    const key = await insert(id, secret, role, name, sources);
    return key ? { key, text: `rk_${id}_${secret}` } : mint({ role, name, sources });
  };

  return {
    mint,
    authenticate: async (text) => {
      const { id, secret } = partsOf(text);
      const known = await cache.get(id, () => lookUp(id));
      // Hashes have equal lengths, and comparing them takes equal time whatever the difference.
      return known && timingSafeEqual(known.hash, hashOf(secret)) ? known.caller : null;
    },
    list: async () =>
      (await pool.query(`select ${COLUMNS} from rapport_control.access_key order by created, id`)).rows as AccessKey[],
    revoke: async (keyId) => {
      const { rowCount } = await pool.query(
        'update rapport_control.access_key set revoked = now() where id = $1 and revoked is null',
        [keyId],
      );
      cache.forget(keyId);
      return rowCount === 1;
    },
    ensureAdmin: async (given) => {
      if (given !== null) {
        const { id, secret } = partsOf(given);
        await insert(id, secret, 'admin', 'first admin', []);
        return null;
      }
      const live = `select 1 from rapport_control.access_key where role = 'admin' and revoked is null limit 1`;
      if ((await pool.query(live)).rowCount) return null;
      return (await mint({ role: 'admin', name: 'first admin' })).text;
    },
  };
};
