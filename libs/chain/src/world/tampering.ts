import { eventIdOf } from '@rapport/events';
import type { Random } from '@rapport/testing';
import type { Pool } from 'pg';
import type { FindingKind } from '../verify/finding';
import { anEvent } from './history';

/** What a tampering did, and so what must be found. Indexes count events from 0. */
export interface Deed {
  readonly kinds: readonly FindingKind[];
  /** Any of these is the right one to name. */
  readonly ids: readonly string[];
  /** The first event that is not as it was. */
  readonly index: number;
}

/** An event's row as the one who tampers sees it. */
export interface Target {
  readonly id: string;
  readonly position: number;
}

/** Some hand at the tables: rows that an anchor covers, in order. */
export interface Hand {
  readonly pool: Pool;
  readonly random: Random;
  readonly rows: readonly Target[];
}

type Tampering = (hand: Hand) => Promise<Deed>;

const E = 'rapport_store.events';
const edit =
  (set: string): Tampering =>
  async ({ pool, random, rows }) => {
    const index = random.below(rows.length);
    const { id, position } = rows[index]!;
    await pool.query(`update ${E} set ${set} where position = $1`, [position]);
    return { kinds: ['edited'], ids: [id], index };
  };

/** Moves positions out of the way and back by some places; two steps, since the primary key is checked row by row. */
const shift = async (pool: Pool, from: number, to: number, by: number): Promise<void> => {
  await pool.query(`update ${E} set position = -1000000 - position where position between $1 and $2`, [from, to]);
  await pool.query(`update ${E} set position = -1000000 - position + $1 where position <= -1000000`, [by]);
};
const moveHead = (pool: Pool): Promise<unknown> =>
  pool.query(`update rapport_store.head h set (position, event_id, recorded_at) =
    (select position, event_id, recorded_at from ${E} order by position desc limit 1)`);
const insertRow = async ({ pool, random }: Hand, position: number): Promise<string> => {
  const { id, type, body } = anEvent(random);
  await pool.query(
    `insert into ${E} select $1, $2, 1, $3, recorded_at, $4, $5, '' from ${E} where position >= $1 order by position limit 1`,
    [position, `customer-${random.uuid()}`, id, type, body],
  );
  return id;
};
const two = (random: Random, below: number): [number, number] => {
  const one = random.below(below);
  const other = (one + 1 + random.below(below - 1)) % below;
  return [Math.min(one, other), Math.max(one, other)];
};

/** All that a person with every right on the database can do to rows of the log. */
export const TAMPERINGS: Readonly<Record<string, Tampering>> = {
  'another body': edit(`body = replace(body, '"n":', '"n":1')`),
  'one more space in the body': edit(`body = body || ' '`),
  'another time': edit(`recorded_at = recorded_at + interval '1 ms'`),
  'another version': edit('version = version + 1000'),
  'another type': edit(`type = 'ItemReturned'`),
  'another stream': edit(`stream = stream || 'x'`),
  'another id': edit('event_id = gen_random_uuid()'),
  'bodies swapped': async ({ pool, random, rows }) => {
    const [a, b] = two(random, rows.length);
    await pool.query(
      `update ${E} e set body = o.body from ${E} o
       where (e.position, o.position) in (($1::bigint, $2::bigint), ($2, $1))`,
      [rows[a]!.position, rows[b]!.position],
    );
    return { kinds: ['edited'], ids: [rows[a]!.id], index: a };
  },
  deleted: async ({ pool, random, rows }) => {
    const index = random.below(rows.length - 1);
    await pool.query(`delete from ${E} where position = $1`, [rows[index]!.position]);
    return { kinds: ['deleted'], ids: [rows[index]!.id], index };
  },
  'deleted, and the gap closed': async ({ pool, random, rows }) => {
    const index = random.below(rows.length - 1);
    const { id, position } = rows[index]!;
    await pool.query(`delete from ${E} where position = $1`, [position]);
    await shift(pool, position + 1, 999_999, -1);
    await moveHead(pool);
    return { kinds: ['deleted'], ids: [id], index };
  },
  inserted: async (hand) => {
    const index = hand.random.below(hand.rows.length);
    const { position } = hand.rows[index]!;
    await shift(hand.pool, position, 999_999, 1);
    const id = await insertRow(hand, position);
    await moveHead(hand.pool);
    return { kinds: ['inserted'], ids: [id], index };
  },
  'inserted where no follower looks': async (hand) => ({
    kinds: ['inserted'],
    ids: [await insertRow(hand, -hand.random.below(5))],
    index: 0,
  }),
  replaced: async (hand) => {
    const { pool, random, rows } = hand;
    const index = random.below(rows.length);
    const { source, name } = { source: 'till', name: random.uuid() };
    const { id, position } = rows[index]!;
    await pool.query(`update ${E} set event_id = $2, body = $3 where position = $1`, [
      ...[position, eventIdOf(source, name), JSON.stringify({ source, id: name })],
    ]);
    return { kinds: ['replaced'], ids: [id], index };
  },
  'two change places': async ({ pool, random, rows }) => {
    const [a, b] = two(random, rows.length);
    const [first, second] = [rows[a]!, rows[b]!];
    await pool.query(`update ${E} set position = -1000 where position = $1`, [first.position]);
    await pool.query(`update ${E} set position = $2 where position = $1`, [second.position, first.position]);
    await pool.query(`update ${E} set position = $1 where position = -1000`, [second.position]);
    return { kinds: ['reordered'], ids: [first.id, second.id], index: a };
  },
  'moved back': async ({ pool, random, rows }) => {
    const [a, b] = two(random, rows.length);
    await pool.query(`update ${E} set position = -1000 where position = $1`, [rows[a]!.position]);
    await shift(pool, rows[a]!.position + 1, rows[b]!.position, -1);
    await pool.query(`update ${E} set position = $1 where position = -1000`, [rows[b]!.position]);
    return { kinds: ['reordered'], ids: [rows[a]!.id], index: a };
  },
  'moved forward': async ({ pool, random, rows }) => {
    const [a, b] = two(random, rows.length);
    await pool.query(`update ${E} set position = -1000 where position = $1`, [rows[b]!.position]);
    await shift(pool, rows[a]!.position, rows[b]!.position - 1, 1);
    await pool.query(`update ${E} set position = $1 where position = -1000`, [rows[a]!.position]);
    return { kinds: ['reordered'], ids: b === a + 1 ? [rows[a]!.id, rows[b]!.id] : [rows[b]!.id], index: a };
  },
  renumbered: async ({ pool, random, rows }) => {
    const index = random.below(rows.length);
    await shift(pool, rows[index]!.position, 999_999, 1);
    await moveHead(pool);
    return { kinds: ['renumbered'], ids: [rows[index]!.id], index };
  },
  'the tail cut': async ({ pool, random, rows }) => {
    const index = 1 + random.below(rows.length - 1);
    await pool.query(`delete from ${E} where position >= $1`, [rows[index]!.position]);
    return { kinds: ['cut'], ids: [rows[index]!.id], index };
  },
  'the tail cut, and the head moved': async ({ pool, random, rows }) => {
    const index = 1 + random.below(rows.length - 1);
    await pool.query(`delete from ${E} where position >= $1`, [rows[index]!.position]);
    await moveHead(pool);
    return { kinds: ['cut'], ids: [rows[index]!.id], index };
  },
};
