import { randomUUID } from 'node:crypto';
import type { Sql } from '@rapport/postgres';
import type { WhatIf, WhatIfState, WhatIfWish } from './what-if';

/** In this state it cannot do what was asked. */
export class WhatIfCannot extends Error {
  constructor(
    readonly state: WhatIfState,
    wish: string,
  ) {
    super(`a what-if that is ${state} cannot be ${wish}`);
    this.name = 'WhatIfCannot';
  }
}

/** Too many wait for their turn: there is one at a time. */
export class TooManyWhatIfs extends Error {
  constructor(readonly waiting: number) {
    super(`${waiting} what-ifs are waiting for their turn or running; cancel some, or wait`);
    this.name = 'TooManyWhatIfs';
  }
}

const WAITING_MAX = 20;
const iso = (column: string): string => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const COLUMNS = `id::text, rule, kind, params, effective_from::text as "effectiveFrom", based_on as "basedOn", reason,
  asked_by as "by", state, wish, attempts, position, events, total, per_second as "eventsPerSecond", closes,
  closed_to::text as "closedTo", result, fault, published,
  ${iso('asked_at')} as "askedAt", ${iso('started_at')} as "startedAt", ${iso('ended_at')} as "endedAt"`;
const REQUEST = `
  insert into rapport_read.what_if (id, rule, kind, params, effective_from, based_on, reason, asked_by, state)
  select $1::uuid, $2, $3, $4::jsonb, $5::date, $6, $7, $8, 'requested'
  where (select count(*) from rapport_read.what_if where state in ('requested', 'running')) < ${WAITING_MAX}
  returning ${COLUMNS}`;

/** Asks the projector to go through the history with a draft. @throws TooManyWhatIfs */
export const requestWhatIf = async (sql: Sql, wish: WhatIfWish): Promise<WhatIf> => {
  const { rule, kind, params, effectiveFrom, basedOn, reason, by } = wish;
  const values = [randomUUID(), rule, kind, JSON.stringify(params), effectiveFrom, basedOn, reason, by];
  const { rows } = await sql.query<WhatIf>(REQUEST, values);
  if (!rows[0]) throw new TooManyWhatIfs(WAITING_MAX);
  return rows[0];
};

/** The newest what-ifs, newest first; of one rule, or of all. */
export const whatIfs = async (sql: Sql, rule: string | null = null, max = 50): Promise<readonly WhatIf[]> => {
  const text = `select ${COLUMNS} from rapport_read.what_if where $1::text is null or rule = $1 order by asked_at desc limit $2`;
  return (await sql.query<WhatIf>(text, [rule, max])).rows;
};

/** One what-if; null when there is none of this id. */
export const findWhatIf = async (sql: Sql, id: string): Promise<WhatIf | null> =>
  (await sql.query<WhatIf>(`select ${COLUMNS} from rapport_read.what_if where id = $1::uuid`, [id])).rows[0] ?? null;

/** The oldest one for which there is something to do: asked for, or broken off by a crash. */
export const nextWhatIf = async (sql: Sql): Promise<WhatIf | undefined> => {
  const text = `select ${COLUMNS} from rapport_read.what_if where state in ('requested', 'running') order by asked_at limit 1`;
  return (await sql.query<WhatIf>(text)).rows[0];
};

/** @throws WhatIfCannot when there is one, in another state. */
const orCannot = async (sql: Sql, id: string, wish: string): Promise<null> => {
  const found = await findWhatIf(sql, id);
  if (found) throw new WhatIfCannot(found.state, wish);
  return null;
};

const CANCEL = `
  update rapport_read.what_if set wish = case when state = 'running' then 'cancel' end,
    state = case when state = 'running' then state else 'cancelled' end,
    ended_at = case when state = 'running' then ended_at else clock_timestamp() end
  where id = $1::uuid and state in ('requested', 'running') returning ${COLUMNS}`;

/** Calls one off; one that runs ends within a second or after the close that it is at. Null when there is none of this id. @throws WhatIfCannot */
export const cancelWhatIf = async (sql: Sql, id: string): Promise<WhatIf | null> =>
  (await sql.query<WhatIf>(CANCEL, [id])).rows[0] ?? orCannot(sql, id, 'cancelled');

const DROP = `
  with gone as (delete from rapport_read.what_if where id = $1::uuid and state not in ('requested', 'running') returning id),
    movers as (delete from rapport_read.what_if_mover where what_if in (select id from gone))
  select id from gone`;

/** Drops one with its result. Null when there is none of this id. @throws WhatIfCannot while it waits or runs */
export const dropWhatIf = async (sql: Sql, id: string): Promise<string | null> =>
  (await sql.query<{ id: string }>(DROP, [id])).rows[0]?.id ?? orCannot(sql, id, 'dropped');

/** Remembers that the draft was published. */
export const markPublished = async (sql: Sql, id: string, version: number): Promise<void> => {
  const text =
    "update rapport_read.what_if set state = 'published', published = $2 where id = $1::uuid and state = 'ready'";
  await sql.query(text, [id, version]);
};
