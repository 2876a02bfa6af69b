import { inTransaction, migrate, type Sql } from '@rapport/postgres';
import type { Pool } from 'pg';
import { schema } from './schema';
import { removeDeadRows } from './dead-rows';
import { decrypt, encrypt } from './gcm';
import { random } from './random';
import { ROTATION } from './rotation-mark';
import { KEY_BYTES, WrongMasterKey } from './wrapping';

/** What a rotation has done. */
export interface Rotated {
  /** Keys that were wrapped anew by this run. */
  readonly keys: number;
  /** A run before had been broken off. */
  readonly resumed: boolean;
  /** True when the vault was under the new key already, and nothing was left to do. */
  readonly already: boolean;
}

export interface RotateOptions {
  /** Keys of one transaction; 5,000 when absent. */
  readonly batch?: number;
  /** Told after each transaction how many keys were done so far. */
  readonly onBatch?: (keys: number) => void;
  /** How long to wait for transactions that may still see what the old key opens; 30,000 ms when absent. */
  readonly patienceMs?: number;
}

interface Row {
  readonly name: string;
  readonly wrapped: Buffer;
}

const opened = (key: Buffer, { name, wrapped }: Row): Buffer | null => {
  try {
    return decrypt(key, wrapped, name);
  } catch {
    return null;
  }
};

/** The same key under the new master key; null when it is there already. @throws WrongMasterKey */
const rewrapped = (current: Buffer, next: Buffer, row: Row): Buffer | null => {
  if (opened(next, row)) return null;
  const key = opened(current, row);
  if (!key) throw new WrongMasterKey(row.name, new Error('neither the old nor the new master key opens it'));
  return encrypt(next, key, row.name);
};

/** A table of wrapped keys, and how its rows are walked in order of their names. */
const TABLES = [
  {
    next: `select handle::text as name, wrapped from rapport_vault.handle_key
      where wrapped is not null and ($1 = '' or handle > nullif($1, '')::uuid) order by handle limit $2 for update`,
    write: `update rapport_vault.handle_key k set wrapped = n.wrapped
      from unnest($1::text[], $2::bytea[]) as n(name, wrapped) where k.handle = n.name::uuid and k.wrapped is not null`,
  },
  {
    next: `select name, wrapped from (
        select class || '.' || quarter as name, wrapped, class, quarter from rapport_vault.class_key) k
      where wrapped is not null and name > $1 order by name limit $2`,
    write: `update rapport_vault.class_key k set wrapped = n.wrapped
      from unnest($1::text[], $2::bytea[]) as n(name, wrapped)
      where k.class || '.' || k.quarter = n.name and k.wrapped is not null`,
  },
] as const;

const secretsOf = async (sql: Sql): Promise<readonly Row[]> =>
  (await sql.query<Row>('select name, wrapped from rapport_vault.secret order by name')).rows;

const write = async (sql: Sql, text: string, current: Buffer, next: Buffer, rows: readonly Row[]): Promise<number> => {
  const changed = rows.flatMap((row) => {
    const wrapped = rewrapped(current, next, row);
    return wrapped ? [{ name: row.name, wrapped }] : [];
  });
  if (changed.length > 0) {
    await sql.query(text, [changed.map(({ name }) => name), changed.map(({ wrapped }) => wrapped)]);
  }
  return changed.length;
};

const WRITE_SECRETS = `update rapport_vault.secret s set wrapped = n.wrapped
  from unnest($1::text[], $2::bytea[]) as n(name, wrapped) where s.name = n.name`;

/** Marks the beginning, or finds that it was marked. @throws WrongMasterKey for a pair of keys that is not the vault's */
const begin = async (pool: Pool, current: Buffer, next: Buffer): Promise<'done' | 'begun' | 'resumed'> => {
  const secrets = await secretsOf(pool);
  const mark = secrets.find(({ name }) => name === ROTATION);
  if (mark) {
    if (!opened(next, mark))
      throw new WrongMasterKey('of the new master key', new Error('another new key than before'));
    return 'resumed';
  }
  if (secrets.length > 0 && secrets.every((row) => opened(next, row))) return 'done';
  for (const row of secrets) {
    if (!opened(current, row)) throw new WrongMasterKey(row.name, new Error('not the master key of this vault'));
  }
  await pool.query('insert into rapport_vault.secret (name, wrapped) values ($1, $2)', [
    ...[ROTATION, encrypt(next, random(KEY_BYTES), ROTATION)],
  ]);
  return 'begun';
};

/** The secrets go last and together, with the mark: until then neither key alone opens the vault. */
const finish = (pool: Pool, current: Buffer, next: Buffer): Promise<number> =>
  inTransaction(pool, async (client) => {
    const rows = (await secretsOf(client)).filter(({ name }) => name !== ROTATION);
    const changed = await write(client, WRITE_SECRETS, current, next, rows);
    await client.query('delete from rapport_vault.secret where name = $1', [ROTATION]);
    return changed;
  });

/** What was wrapped by the old key must not lie on in dead rows. */
const sweep = (pool: Pool, patienceMs?: number): Promise<void> =>
  removeDeadRows(
    pool,
    ['handle_key', 'class_key', 'secret'].map((table) => `rapport_vault.${table}`),
    patienceMs,
  );

/**
 * Wraps every key of the vault anew, by another master key: in batches, each a transaction of its own, so that a run which
 * was killed goes on with the next one. Nobody may have the vault open meanwhile: they would make keys under the old one.
 * @throws WrongMasterKey when the current key is not the vault's, or a run before had another new key.
 * @throws StillSeen when the vault is under the new key, but the files may still hold what the old one opens: run it again.
 */
export const rotateMaster = async (
  pool: Pool,
  current: Buffer,
  next: Buffer,
  { batch = 5_000, onBatch, patienceMs }: RotateOptions = {},
): Promise<Rotated> => {
  if (next.length !== KEY_BYTES || current.length !== KEY_BYTES)
    throw new RangeError(`a master key has ${KEY_BYTES} bytes`);
  if (current.equals(next)) throw new RangeError('the new master key is the old one');
  await migrate(pool, 'vault', schema);
  const start = await begin(pool, current, next);
  if (start === 'done') {
    // Maybe a run before was killed, or waited in vain, when only this was left.
    await sweep(pool, patienceMs);
    return { keys: 0, resumed: false, already: true };
  }
  let keys = 0;
  for (const table of TABLES) {
    for (let after = ''; ;) {
      const rows = await inTransaction(pool, async (client) => {
        const some = (await client.query<Row>(table.next, [after, batch])).rows;
        keys += await write(client, table.write, current, next, some);
        return some;
      });
      if (rows.length > 0) onBatch?.(keys);
      if (rows.length < batch) break;
      after = rows.at(-1)!.name;
    }
  }
  keys += await finish(pool, current, next);
  await sweep(pool, patienceMs);
  return { keys, resumed: start === 'resumed', already: false };
};
