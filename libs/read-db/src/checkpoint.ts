import type { Sql, Statement } from '@rapport/postgres';
import { Fenced, type Lease } from './lease';
import type { SliceRange } from './slices';
import type { Versioned } from './wait-for';

/** How far a follower has come: everything at or before `position` is in. '' and null = nothing yet. */
export interface Checkpoint {
  readonly position: string;
  readonly eventId: string | null;
}

export const START: Checkpoint = { position: '', eventId: null };

const LOAD = `
  select position, event_id::text as "eventId" from rapport_read.checkpoint
  where projection = $1 and version = $2 and lo = $3 and hi = $4`;
const CREATE = `
  insert into rapport_read.checkpoint (projection, version, lo, hi, position, epoch, updated_at)
  values ($1, $2, $3, $4, '', 0, clock_timestamp()) on conflict do nothing`;
const ADVANCE = 'select rapport_read.advance($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)';
const FENCED = 'RPF01';

/** Reads the checkpoint; the first time it is made, at the start. */
export const loadCheckpoint = async (sql: Sql, { name, version }: Versioned, { lo, hi }: SliceRange) => {
  await sql.query(CREATE, [name, version, lo, hi]);
  const { rows } = await sql.query<Checkpoint>(LOAD, [name, version, lo, hi]);
  return rows[0] ?? START;
};

/** Moves the checkpoints of some projections together, all or none. */
export interface Advance {
  readonly projections: readonly Versioned[];
  readonly range: SliceRange;
  readonly from: Checkpoint;
  readonly to: Checkpoint;
  readonly lease: Lease;
  readonly ttlMs: number;
}

/**
 * The last statement of a batch, in its transaction: fences it by the lease and moves the checkpoints from where the batch
 * began to where it ended. It fails when the lease is another's or a checkpoint was moved meanwhile; `asFenced` tells that
 * failure from others.
 */
export const advancing = ({ projections, range, from, to, lease, ttlMs }: Advance): Statement => {
  const names = projections.map(({ name }) => name);
  const versions = projections.map(({ version }) => version);
  const fence = [lease.name, lease.owner, lease.epoch, ttlMs];
  const values = [...fence, names, versions, range.lo, range.hi, from.position, to.position, to.eventId];
  return { name: 'advance', text: ADVANCE, values };
};

/** What a transaction that ended in `advancing` failed with: `Fenced` where it was that. */
export const asFenced = (error: unknown, { name }: Lease): unknown =>
  (error as { readonly code?: string } | null)?.code === FENCED ? new Fenced(name) : error;

/** Runs `advancing` by itself. @throws Fenced; the transaction must then be rolled back. */
export const advance = async (sql: Sql, step: Advance): Promise<void> => {
  const { values = [], ...statement } = advancing(step);
  await sql.query({ ...statement, values: [...values] }).catch((error: unknown) => {
    throw asFenced(error, step.lease);
  });
};

const TAKEN_BACK = `
  select from unnest($1::text[], $2::int[], $3::int[], $4::int[], $5::text[]) as b(projection, version, lo, hi, position)
  join rapport_read.checkpoint c using (projection, version, lo, hi) where c.position < b.position collate "C" limit 1`;

/** Where somebody believes that some projections stand, at least. */
export interface Believed extends Pick<Advance, 'projections' | 'range'> {
  readonly at: Checkpoint;
}

/** @throws Fenced when a checkpoint stands before where it is believed to be. */
export const mustStand = async (sql: Sql, believed: readonly Believed[], { name }: Lease): Promise<void> => {
  const all = believed.flatMap(({ projections, range, at }) =>
    projections.map((one) => [one.name, one.version, range.lo, range.hi, at.position] as const),
  );
  const column = (at: 0 | 1 | 2 | 3 | 4): unknown[] => all.map((one) => one[at]);
  const { rowCount } = await sql.query(TAKEN_BACK, [column(0), column(1), column(2), column(3), column(4)]);
  if (rowCount !== 0) throw new Fenced(name);
};

/** Why a follower does not move. */
export interface Fault {
  readonly fault: string;
  /** In how many milliseconds it is tried again; null = not before a person has looked. */
  readonly againInMs: number | null;
}

const RECORD = `
  update rapport_read.checkpoint c set fault = $5,
    fault_since = case when c.fault is null then clock_timestamp() else coalesce(c.fault_since, clock_timestamp()) end,
    try_at = clock_timestamp() + $6::float8 * interval '1 ms'
  from unnest($1::text[], $2::int[]) as p(name, version)
  where c.projection = p.name and c.version = p.version and c.lo = $3 and c.hi = $4`;

/** Writes down why a follower has stopped or fails, for health to show. The next batch that succeeds takes it back. */
export const recordFault = async (
  sql: Sql,
  projections: readonly Versioned[],
  { lo, hi }: SliceRange,
  { fault, againInMs }: Fault,
): Promise<void> => {
  const [names, versions] = [projections.map(({ name }) => name), projections.map(({ version }) => version)];
  await sql.query(RECORD, [names, versions, lo, hi, fault, againInMs]);
};

/** Tried again so long ago without another failure, there is none. */
const MENDED_AFTER = `interval '6 s'`;
const TAKE_BACK = `
  update rapport_read.checkpoint set fault = null
  where fault is not null and position >= $1 and try_at < clock_timestamp() - ${MENDED_AFTER}`;

/** Takes faults back of those who were tried again, fail no more, and have nothing to do: no batch of theirs would. */
export const takeBackFaults = async (sql: Sql, head: string): Promise<void> => {
  await sql.query(TAKE_BACK, [head]);
};
