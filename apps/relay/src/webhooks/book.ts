import { type Sql, inTransaction } from '@rapport/postgres';
import type pg from 'pg';
import type { Status, Subscription, Working, WrittenFilter } from './subscription';
import { chosenBy } from './subscription';

const moment = (column: string): string => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const waits = (state: string): string =>
  `(select count(*)::int from rapport_webhook.delivery d where d.subscription = s.id and d.state = '${state}')`;

const LOOK = `
  select s.id::text, name, url, filter, status, reason, ${moment('created_at')} as "createdAt", created_by as "createdBy",
    position, ${moment('moved_at')} as "movedAt", delivered::float8, ${moment('delivered_at')} as "deliveredAt",
    ${moment('failing_since')} as "failingSince", last_error as "lastError", ${moment('last_error_at')} as "lastErrorAt",
    ${waits('waiting')} as waiting, ${waits('dead')} as dead,
    coalesce((select json_agg(json_build_object('createdAt', ${moment('c.created_at')}, 'until', ${moment('c.until')}) order by c.id desc)
      from rapport_webhook.secret c where c.subscription = s.id and (c.until is null or c.until > now())), '[]') as secrets
  from rapport_webhook.subscription s where status <> 'deleted'`;
const ACTIVE = `
  select id::text, revision, url, filter, position, ${moment('failing_since')} as "failingSince"
  from rapport_webhook.subscription where status = 'active'`;
const LOCKED =
  'select position, filter, status from rapport_webhook.subscription where id = $1 and status <> $2 for update';
const END_RANGE = `
  update rapport_webhook.range set until = s.position from rapport_webhook.subscription s
  where s.id = $1 and subscription = s.id and until is null`;
const NEW_RANGE = 'insert into rapport_webhook.range (subscription, after, filter) values ($1, $2, $3)';
const ADD_SECRET = 'insert into rapport_webhook.secret (subscription, locked) values ($1, $2)';

/** A new subscription. */
export interface NewSubscription {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly filter: WrittenFilter;
  readonly status: Extract<Status, 'active' | 'paused'>;
  readonly by: string;
  /** It is told of what comes after this. */
  readonly after: string;
  /** The secret, locked. */
  readonly locked: Buffer;
}

/** What is to be changed; what is absent stays. */
export interface Change {
  readonly name?: string;
  readonly url?: string;
  readonly filter?: WrittenFilter;
  readonly status?: Extract<Status, 'active' | 'paused'>;
  readonly after?: string;
}

/** All subscriptions that were not deleted, or one of them. */
export const subscriptions = async (sql: Sql, id?: string): Promise<readonly Subscription[]> =>
  (
    await sql.query<Subscription>(
      `${LOOK} ${id === undefined ? '' : 'and s.id = $1'} order by s.created_at, s.id`,
      id === undefined ? [] : [id],
    )
  ).rows;

/** Those that are to be delivered to. */
export const working = async (sql: Sql): Promise<readonly Working[]> => {
  const { rows } = await sql.query<Omit<Working, 'filter'> & { filter: WrittenFilter }>(ACTIVE);
  return rows.map((row) => ({ ...row, filter: chosenBy(row.filter) }));
};

/** Writes down a new one; false when there are `most` already. */
export const add = (pool: pg.Pool, one: NewSubscription, most: number): Promise<boolean> =>
  inTransaction(pool, async (client) => {
    await client.query('lock table rapport_webhook.subscription in share row exclusive mode');
    const { rows } = await client.query<{ n: number }>(
      "select count(*)::int as n from rapport_webhook.subscription where status <> 'deleted'",
    );
    if (rows[0]!.n >= most) return false;
    const { id, name, url, filter, status, by, after, locked } = one;
    await client.query(
      `insert into rapport_webhook.subscription (id, name, url, filter, status, created_by, position)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [id, name, url, filter, status, by, after],
    );
    await client.query(NEW_RANGE, [id, after, filter]);
    await client.query(ADD_SECRET, [id, locked]);
    return true;
  });

/** Changes one; false when there is none. What waits is due at once where the target, or whether it is called, has changed. */
export const change = (pool: pg.Pool, id: string, { name, url, filter, status, after }: Change): Promise<boolean> =>
  inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ position: string; filter: WrittenFilter; status: Status }>(LOCKED, [
      id,
      'deleted',
    ]);
    const now = rows[0];
    if (!now) return false;
    const position = after ?? now.position;
    if (filter !== undefined || after !== undefined) {
      await client.query(END_RANGE, [id]);
      await client.query(NEW_RANGE, [id, position, filter ?? now.filter]);
    }
    await client.query(
      `update rapport_webhook.subscription set revision = revision + 1, name = coalesce($2, name), url = coalesce($3, url),
         filter = coalesce($4, filter), position = $5, status = coalesce($6, status),
         reason = case when $6 is null then reason end,
         failing_since = case when $6 is null and $3 is null then failing_since end
       where id = $1`,
      [id, name ?? null, url ?? null, filter ?? null, position, status ?? null],
    );
    if (url !== undefined || status === 'active')
      await client.query(
        "update rapport_webhook.delivery set due_at = now() where subscription = $1 and state = 'waiting' and due_at > now()",
        [id],
      );
    return true;
  });

/** Ends one: its secrets and deliveries are gone, what it has received stays known. False when there is none. */
export const remove = (pool: pg.Pool, id: string): Promise<boolean> =>
  inTransaction(pool, async (client) => {
    if ((await client.query(LOCKED, [id, 'deleted'])).rowCount === 0) return false;
    await client.query(END_RANGE, [id]);
    for (const table of ['secret', 'delivery', 'redrive'])
      await client.query(`delete from rapport_webhook.${table} where subscription = $1`, [id]);
    await client.query(
      `update rapport_webhook.subscription set status = 'deleted', reason = null, revision = revision + 1, ended_at = now()
       where id = $1`,
      [id],
    );
    return true;
  });

/** Secrets that messages are signed with, the newest first; `until` null = the newest. */
export const lockedSecrets = async (
  sql: Sql,
  id: string,
): Promise<readonly { readonly locked: Buffer; readonly until: Date | null }[]> =>
  (
    await sql.query<{ locked: Buffer; until: Date | null }>(
      'select locked, until from rapport_webhook.secret where subscription = $1 and (until is null or until > now()) order by id desc',
      [id],
    )
  ).rows;

/**
 * Adds a secret beside those there are, which end after so many milliseconds. False when there is no such subscription,
 * `'too-many'` when more than `most` would sign.
 */
export const rotate = (
  pool: pg.Pool,
  id: string,
  locked: Buffer,
  overlapMs: number,
  most: number,
): Promise<Date | false | 'too-many'> =>
  inTransaction(pool, async (client) => {
    if ((await client.query(LOCKED, [id, 'deleted'])).rowCount === 0) return false;
    await client.query('delete from rapport_webhook.secret where subscription = $1 and until <= now()', [id]);
    const { rowCount: signing } = await client.query('select from rapport_webhook.secret where subscription = $1', [
      id,
    ]);
    if (overlapMs > 0 && signing! >= most) return 'too-many';
    const { rows } = await client.query<{ until: Date }>(
      `update rapport_webhook.secret
       set until = least(coalesce(until, 'infinity'), now() + $2 * interval '1 ms') where subscription = $1 returning until`,
      [id, overlapMs],
    );
    await client.query(ADD_SECRET, [id, locked]);
    await client.query('update rapport_webhook.subscription set revision = revision + 1 where id = $1', [id]);
    return rows.reduce((last, { until }) => (until > last ? until : last), new Date(0));
  });
