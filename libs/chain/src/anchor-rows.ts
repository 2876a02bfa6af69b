import { migrate, type Sql } from '@rapport/postgres';
import type { Pool } from 'pg';
import type { Anchor } from './anchor';
import { steps } from './schema';
import { pack, unpack, type PackedSegment, type Segment } from './segment';

/** Creates or updates the schema `rapport_chain`. */
export const migrateChain = (pool: Pool): Promise<void> => migrate(pool, 'chain', steps);

const ANCHOR = `select 1 as format, a.number::float8 as number, a.count::float8 as count, a.position,
  a.event_id::text as "eventId", a.recorded_at as "recordedAt", a.link, a.at, a.previous, a.key_id as "keyId", a.signature
  from rapport_chain.anchor a`;

/** The newest anchor, or the newest below a number; null when there is none. */
export const lastAnchor = async (sql: Sql): Promise<Anchor | null> =>
  (await sql.query<Anchor>(`${ANCHOR} order by a.number desc limit 1`)).rows[0] ?? null;

/** One anchor by its number. */
export const anchorOf = async (sql: Sql, number: number): Promise<Anchor | null> =>
  (await sql.query<Anchor>(`${ANCHOR} where a.number = $1`, [number])).rows[0] ?? null;

/** Anchors from the newest downwards, those below `before` when it is given. */
export const anchorsDown = async (sql: Sql, limit: number, before?: number): Promise<readonly Anchor[]> =>
  (
    await sql.query<Anchor>(`${ANCHOR} where $2::bigint is null or a.number < $2 order by a.number desc limit $1`, [
      limit,
      before ?? null,
    ])
  ).rows;

/** Anchors after a number, upwards. */
export const anchorsUp = async (sql: Sql, after: number, limit: number): Promise<readonly Anchor[]> =>
  (await sql.query<Anchor>(`${ANCHOR} where a.number > $1 order by a.number limit $2`, [after, limit])).rows;

/** Writes an anchor with its evidence; fails with a unique violation when the number is taken. */
export const insertAnchor = async (sql: Sql, anchor: Anchor, { entries }: Segment): Promise<void> => {
  const { number, count, position, eventId, recordedAt, link, at, previous, keyId, signature } = anchor;
  const { ordinals, heads, bodies } = pack(entries);
  await sql.query(
    `with anchor as (
      insert into rapport_chain.anchor (number, count, position, event_id, recorded_at, link, at, previous, key_id, signature)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))
    insert into rapport_chain.segment (number, ordinals, heads, bodies) values ($1, $11, $12, $13)`,
    [number, count, position, eventId, recordedAt, link, at, previous, keyId, signature, ordinals, heads, bodies],
  );
};

/** An anchor of the database with its evidence, if that is still there. */
export interface Witness {
  readonly anchor: Anchor;
  readonly segment: Segment | null;
}

const PAGE = 50;
const WITNESSES = `select a.*, s.number::float8 as "of", s.ordinals, s.heads, s.bodies
  from (${ANCHOR} where a.number > $1 and a.number <= $2 order by a.number limit ${PAGE}) a
  left join rapport_chain.segment s on s.number = a.number order by a.number`;

/** Anchors with their evidence, upwards, after one number and up to another. */
export async function* witnesses(sql: Sql, after: number, upTo: number): AsyncGenerator<Witness> {
  for (let last = after; last < upTo;) {
    const { rows } = await sql.query<Anchor & PackedSegment & { of: number | null }>(WITNESSES, [last, upTo]);
    for (const { of, ordinals, heads, bodies, ...anchor } of rows) {
      const segment = of === null ? null : { number: of, entries: unpack({ ordinals, heads, bodies }) };
      yield { anchor, segment };
    }
    if (rows.length < PAGE) return;
    last = rows.at(-1)!.number;
  }
}

/** A public key and since when it has signed here. */
export interface PublicKey {
  readonly keyId: string;
  readonly publicKey: string;
  readonly since: string;
}

/** All keys that ever signed here, the oldest first. */
export const publicKeys = async (sql: Sql): Promise<readonly PublicKey[]> =>
  (
    await sql.query<PublicKey>(`select key_id as "keyId", public_key as "publicKey",
      to_char(since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as since from rapport_chain.key order by since, 1`)
  ).rows;

/** Notes a public key; keys are never removed. */
export const insertKey = async (
  sql: Sql,
  { keyId, publicKey }: Pick<PublicKey, 'keyId' | 'publicKey'>,
): Promise<void> => {
  await sql.query(
    `insert into rapport_chain.key (key_id, public_key) values ($1, $2)
     on conflict (key_id) do update set public_key = excluded.public_key where rapport_chain.key.public_key <> excluded.public_key`,
    [keyId, publicKey],
  );
};
