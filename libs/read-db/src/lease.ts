import type { Sql } from '@rapport/postgres';

/** The right to move one set of checkpoints, until the database's clock says otherwise. */
export interface Lease {
  readonly name: string;
  readonly owner: string;
  /** Rises with every change of owner; a commit under an older one is refused. */
  readonly epoch: string;
}

/**
 * Somebody else took over, or a checkpoint (its own, or identity's) is not where it was believed: nothing was written; the worker must start
 * again from the tables.
 */
export class Fenced extends Error {
  constructor(name: string) {
    super(`${name}: another worker has taken over`);
    this.name = 'Fenced';
  }
}

const ACQUIRE = `
  insert into rapport_read.lease as l (name, owner, epoch, until)
  values ($1, $2, 1, clock_timestamp() + $3 * interval '1 ms')
  on conflict (name) do update set owner = excluded.owner, epoch = l.epoch + 1, until = excluded.until
  where l.until < clock_timestamp() returning epoch::text`;
const KEEP = `
  update rapport_read.lease set until = clock_timestamp() + $4 * interval '1 ms'
  where name = $1 and owner = $2 and epoch = $3`;

const RELEASE = `
  update rapport_read.lease set until = clock_timestamp() - interval '1 ms'
  where name = $1 and owner = $2 and epoch = $3`;

/** Takes the lease if nobody holds it; undefined while somebody does. */
export const acquire = async (sql: Sql, name: string, owner: string, ttlMs: number): Promise<Lease | undefined> => {
  const { rows } = await sql.query<{ epoch: string }>(ACQUIRE, [name, owner, ttlMs]);
  return rows[0] && { name, owner, epoch: rows[0].epoch };
};

/**
 * Renews the lease. Within a transaction this is the fence: the lease's row stays locked until the commit, so nobody can take
 * over in between, and who was taken over from before fails here.
 * @throws Fenced
 */
export const keep = async (sql: Sql, { name, owner, epoch }: Lease, ttlMs: number): Promise<void> => {
  const { rowCount } = await sql.query(KEEP, [name, owner, epoch, ttlMs]);
  if (rowCount !== 1) throw new Fenced(name);
};

/** Gives the lease back, so that the next owner need not wait; does nothing when it is lost already. */
export const release = async (sql: Sql, { name, owner, epoch }: Lease): Promise<void> => {
  await sql.query(RELEASE, [name, owner, epoch]);
};
