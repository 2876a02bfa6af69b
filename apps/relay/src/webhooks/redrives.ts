import { randomUUID } from 'node:crypto';
import { type Sql, inTransaction } from '@rapport/postgres';
import type pg from 'pg';
import type { LogFilter } from '../log-filter';
import { type WrittenFilter, chosenBy } from './subscription';

/** A range of the log that is to be told once more, and how far that has come. */
export interface OpenRedrive {
  readonly id: string;
  position: string;
  readonly until: string;
  readonly filter: LogFilter;
}

/** Ranges that have not been taken up to their end, the oldest first. */
export const openRedrives = async (sql: Sql, subscription: string): Promise<OpenRedrive[]> => {
  const { rows } = await sql.query<Omit<OpenRedrive, 'filter'> & { filter: WrittenFilter }>(
    `select id::text, position, until, filter from rapport_webhook.redrive
     where subscription = $1 and done_at is null order by created_at, id`,
    [subscription],
  );
  return rows.map((row) => ({ ...row, filter: chosenBy(row.filter) }));
};

// Whoever delivers begins again with what waits now.
const TOUCH = `
  update rapport_webhook.subscription set revision = revision + 1 where id = $1 and status <> 'deleted' returning filter`;
const DEAD = `
  update rapport_webhook.delivery set state = 'waiting', step = 0, due_at = now(), ended_at = null, redrive = $2
  where subscription = $1 and state = 'dead' and ($3::bigint is null or id = $3)`;
const RANGE = `
  insert into rapport_webhook.redrive (id, subscription, position, until, filter) values ($1, $2, $3, $4, $5)`;
const RECEIVED = `
  insert into rapport_webhook.range (subscription, after, until, filter) values ($1, $2, $3, $4)`;

/** What is to be sent once more: one dead letter, all of them, or a range of the log. */
export type Wish = { readonly delivery: string | null } | { readonly after: string; readonly until: string };

/** What came of it; null when there is no such subscription. */
export type Redriven = { readonly redrive: string; readonly deadLetters: number | null } | null;

/** Has something sent once more, with the same ids and marked as a re-drive. */
export const redrive = (pool: pg.Pool, subscription: string, wish: Wish): Promise<Redriven> =>
  inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ filter: WrittenFilter }>(TOUCH, [subscription]);
    if (!rows[0]) return null;
    const id = randomUUID();
    if ('delivery' in wish) {
      const { rowCount } = await client.query(DEAD, [subscription, id, wish.delivery]);
      return { redrive: id, deadLetters: rowCount };
    }
    const { filter } = rows[0];
    await client.query(RANGE, [id, subscription, wish.after, wish.until, filter]);
    await client.query(RECEIVED, [subscription, wish.after, wish.until, filter]);
    return { redrive: id, deadLetters: null };
  });
