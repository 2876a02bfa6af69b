import { randomUUID } from 'node:crypto';
import type { Sql } from '@rapport/postgres';
import type { Versioned } from '../wait-for';
import { type BuiltPast, PAST_COLUMNS } from './built-past';

/** What of a projection is asked for. Moments are RFC 3339, UTC, milliseconds. */
export interface PastWish {
  readonly projection: Versioned;
  readonly recorded?: string | undefined;
  readonly occurred?: string | undefined;
  /** The log counts up to here. */
  readonly position: string;
  readonly askedBy: string;
}

/** Each has a table of its own. */
const KEPT_MAX = 20;
const KEPT = `state in ('requested', 'running', 'paused', 'built')`;

/** So many are kept or being built that there must be fewer before there is another one. */
export class TooManyPasts extends Error {
  constructor() {
    super(`${KEPT_MAX} projections of the past are kept or being built; drop some, or wait until their time is over`);
    this.name = 'TooManyPasts';
  }
}

const REQUEST = `
  insert into rapport_read.past (id, projection, version, recorded, occurred, position, asked_by, state)
  select $6::uuid, $1, $2::int, $3, $4, $5, $7, 'requested'
  where (select count(*) from rapport_read.past where ${KEPT}) < ${KEPT_MAX}
  on conflict do nothing returning ${PAST_COLUMNS}`;
const SAME = `
  select ${PAST_COLUMNS} from rapport_read.past
  where projection = $1 and version = $2 and recorded is not distinct from $3 and occurred is not distinct from $4
    and position = $5 and ${KEPT}`;

/**
 * Asks the projector to build a projection as of a moment of the past. Who asks for the same once more is given what there is.
 * @throws TooManyPasts
 */
export const requestPast = async (
  sql: Sql,
  { projection, recorded, occurred, position, askedBy }: PastWish,
): Promise<{ readonly past: BuiltPast; readonly isNew: boolean }> => {
  const what = [projection.name, projection.version, recorded ?? null, occurred ?? null, position];
  const same = async (): Promise<BuiltPast | undefined> => (await sql.query<BuiltPast>(SAME, what)).rows[0];
  const known = await same();
  if (known) return { past: known, isNew: false };
  const { rows } = await sql.query<BuiltPast>(REQUEST, [...what, randomUUID(), askedBy]);
  if (rows[0]) return { past: rows[0], isNew: true };
  // Two who asked at the same moment: the index let one in.
  const other = await same();
  if (!other) throw new TooManyPasts();
  return { past: other, isNew: false };
};

/** What there is of a projection as of these moments: the newest that is built, else the newest that may yet be; null = nothing. */
export const pastOf = async (
  sql: Sql,
  { name, version }: Versioned,
  { recorded, occurred }: Pick<PastWish, 'recorded' | 'occurred'>,
): Promise<BuiltPast | null> => {
  const { rows } = await sql.query<BuiltPast>(
    `select ${PAST_COLUMNS} from rapport_read.past
     where projection = $1 and version = $2 and recorded is not distinct from $3 and occurred is not distinct from $4 and ${KEPT}
     order by state = 'built' desc, asked_at desc limit 1`,
    [name, version, recorded ?? null, occurred ?? null],
  );
  return rows[0] ?? null;
};
