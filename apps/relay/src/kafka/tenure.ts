import { inTransaction, type Sql } from '@rapport/postgres';
import type pg from 'pg';

/** The right to publish, held by one process at a time, and how far it has come. */
export interface Tenure {
  readonly name: string;
  readonly owner: string;
  readonly epoch: string;
  readonly from: Published;
}

/** Everything at or before `position` is published; '' and null = nothing yet. */
export interface Published {
  readonly position: string;
  readonly eventId: string | null;
}

/** Another process publishes now; this one must stop at once. */
export class Overtaken extends Error {
  constructor(name: string) {
    super(`${name}: another process publishes now`);
    this.name = 'Overtaken';
  }
}

const ACQUIRE = `
  insert into rapport_relay.publisher as p (name, owner, epoch, until)
  values ($1, $2, 1, clock_timestamp() + $3 * interval '1 ms')
  on conflict (name) do update set owner = excluded.owner, epoch = p.epoch + 1, until = excluded.until
  where p.until < clock_timestamp()
  returning epoch::text, position, event_id::text as "eventId"`;
const KEEP = `
  update rapport_relay.publisher set until = clock_timestamp() + $4 * interval '1 ms'
  where name = $1 and owner = $2 and epoch = $3`;
// What a crash of the database takes back is published once more, with the same ids: no commit need wait for its disk.
const ADVANCE = `
  update rapport_relay.publisher
  set until = clock_timestamp() + $4 * interval '1 ms', position = $5, event_id = $6, published = published + $7,
    fault = null, moved_at = clock_timestamp()
  from (select set_config('synchronous_commit', 'off', true)) as s(is_off)
  where name = $1 and owner = $2 and epoch = $3 and is_off = 'off'`;
const FAULT = 'update rapport_relay.publisher set fault = $4 where name = $1 and owner = $2 and epoch = $3';
const RELEASE = `
  update rapport_relay.publisher set until = clock_timestamp() - interval '1 ms'
  where name = $1 and owner = $2 and epoch = $3`;

/** Takes the right if nobody holds it; undefined while somebody does. */
export const acquire = async (sql: Sql, name: string, owner: string, ttlMs: number): Promise<Tenure | undefined> => {
  const { rows } = await sql.query<{ epoch: string } & Published>(ACQUIRE, [name, owner, ttlMs]);
  if (!rows[0]) return undefined;
  const { epoch, ...from } = rows[0];
  return { name, owner, epoch, from };
};

const fenced = async (sql: Sql, text: string, { name, owner, epoch }: Tenure, more: unknown[]): Promise<void> => {
  const { rowCount } = await sql.query(text, [name, owner, epoch, ...more]);
  if (rowCount !== 1) throw new Overtaken(name);
};

/** Holds on to the right. @throws Overtaken */
export const keep = (sql: Sql, tenure: Tenure, ttlMs: number): Promise<void> => fenced(sql, KEEP, tenure, [ttlMs]);

/** Notes what is published, and holds on to the right. @throws Overtaken */
export const advance = (sql: Sql, tenure: Tenure, ttlMs: number, to: Published, count: number): Promise<void> =>
  fenced(sql, ADVANCE, tenure, [ttlMs, to.position, to.eventId, count]);

/** Notes why nothing moves, for whoever looks from outside. @throws Overtaken */
export const noteFault = (sql: Sql, tenure: Tenure, fault: string): Promise<void> =>
  fenced(sql, FAULT, tenure, [fault]);

const HELD = 'select from rapport_relay.publisher where name = $1 and owner = $2 and epoch = $3 for share';

/** Does work in one transaction during which nobody else can take the right. @throws Overtaken */
export const asHolder = <T>(pool: pg.Pool, tenure: Tenure, work: (sql: Sql) => Promise<T>): Promise<T> =>
  inTransaction(pool, async (client) => {
    await fenced(client, HELD, tenure, []);
    return work(client);
  });

/** Gives the right back; nothing when it is lost already. */
export const release = async (sql: Sql, { name, owner, epoch }: Tenure): Promise<void> => {
  await sql.query(RELEASE, [name, owner, epoch]);
};
