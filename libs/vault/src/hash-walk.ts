import { inTransaction, type Sql } from '@rapport/postgres';
import type { Pool } from 'pg';
import { orStale } from './hashing';
import { climb, type HashKeys } from './identifier-hash';
import { SUPPRESS } from './suppression';

/** A walk over rows in the order of their hashes. Where it is stands in the database, so that it can be gone on with. */
export interface Walk {
  readonly pool: Pool;
  /** Rows of one transaction. */
  readonly batch: number;
  readonly keys: HashKeys;
}

/** Does batch after batch, each in a transaction with its place; `work` gives back how many rows, and the last hash or null. */
async function* walked(
  { pool, keys }: Walk,
  work: (sql: Sql, after: Buffer) => Promise<{ readonly rows: number; readonly last: Buffer | null }>,
): AsyncGenerator<number> {
  for (;;) {
    const { rows, last } = await inTransaction(pool, async (client) => {
      await client.query('select rapport_vault.hashing_is($1, $2)', [keys.oldest, keys.newest]).catch(orStale);
      // Keys are destroyed before a batch or after it, and then with both rows.
      await client.query('select from rapport_vault.destruction for update');
      const place = await client.query<{ after: Buffer }>('select after from rapport_vault.hashing for update');
      const done = await work(client, place.rows[0]!.after);
      if (done.last) await client.query('update rapport_vault.hashing set after = $1', [done.last]);
      return done;
    });
    if (!last) return;
    yield rows;
  }
}

const HASH_BYTES = 32;
const at = (run: string): string => `substr(${run}::bytea, i * ${HASH_BYTES} + 1, ${HASH_BYTES})`;

const NEXT = `
  select hash from rapport_vault.identifier where hash > $1 and key_id = $2 order by hash limit $3`;
const COPY = `
  insert into rapport_vault.identifier (hash, key_id, handle, type, issuer)
  select ${at('$2')}, $3::int, known.handle, known.type, known.issuer
  from generate_series(0, $4::int - 1) i cross join lateral (
    select handle, type, issuer from rapport_vault.identifier where hash = ${at('$1')} limit 1) known
  order by 1 on conflict (hash) do nothing`;

/** Gives every row under the oldest key a second one under the newest; yields rows per transaction. */
export const copyRows = (walk: Walk): AsyncGenerator<number> => {
  const { oldest, newest } = walk.keys;
  return walked(walk, async (sql, after) => {
    const { rows } = await sql.query<{ hash: Buffer }>(NEXT, [after, oldest, walk.batch]);
    if (rows.length === 0) return { rows: 0, last: null };
    const second = rows.map(({ hash }) => climb(walk.keys, hash.toString('hex'), oldest, newest));
    const { rowCount } = await sql.query(COPY, [
      Buffer.concat(rows.map(({ hash }) => hash)),
      Buffer.from(second.join(''), 'hex'),
      newest,
      rows.length,
    ]);
    return { rows: rowCount ?? 0, last: rows.at(-1)!.hash };
  });
};

const LISTED = `
  select hash, key_id as "keyId", erased_at::text as at from rapport_vault.suppressed
  where hash > $1 and key_id < $2 order by hash limit $3`;

/** Gives every entry of the list of the suppressed a second one under the newest key; yields entries per transaction. */
export const copyListed = (walk: Walk): AsyncGenerator<number> => {
  const { oldest, newest } = walk.keys;
  return walked(walk, async (sql, after) => {
    const { rows } = await sql.query<{ hash: Buffer; keyId: number; at: string }>(LISTED, [after, newest, walk.batch]);
    if (rows.length === 0) return { rows: 0, last: null };
    const second = rows.map(({ hash, keyId }) => climb(walk.keys, hash.toString('hex'), keyId, newest));
    await sql.query(SUPPRESS, [second, rows.map(() => newest), rows.map((row) => row.at), oldest, newest]);
    return { rows: rows.length, last: rows.at(-1)!.hash };
  });
};

/** Rows under the oldest key whose handle has none under the newest: there must be none before the oldest key goes. */
export const identifiersLeft = async ({ pool, keys }: Walk): Promise<number> => {
  const { rows } = await pool.query<{ n: number }>(
    `select count(*)::int as n from rapport_vault.identifier o where key_id = $1 and not exists (
       select from rapport_vault.identifier n where n.handle = o.handle and n.key_id = $2)`,
    [keys.oldest, keys.newest],
  );
  return rows[0]!.n;
};

const REMOVE = (table: string): string => `
  with old as (
    select hash from rapport_vault.${table} where hash > $1 and key_id < $2 order by hash limit $3)
  delete from rapport_vault.${table} t using old where t.hash = old.hash returning t.hash`;

/** Takes away what is under older keys than the newest, which is the only one in use; yields rows per transaction. */
export async function* removeRows(walk: Walk): AsyncGenerator<number> {
  for (const table of ['identifier', 'suppressed']) {
    yield* walked(walk, async (sql, after) => {
      const { rows } = await sql.query<{ hash: Buffer }>(REMOVE(table), [after, walk.keys.newest, walk.batch]);
      const last =
        rows
          .map(({ hash }) => hash)
          .sort(Buffer.compare)
          .at(-1) ?? null;
      return { rows: rows.length, last };
    });
    await walk.pool.query(`update rapport_vault.hashing set after = ''`);
  }
}
