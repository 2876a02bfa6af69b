import { uuid5, type Fact, type FactOf } from '@rapport/events';
import type { EventStore } from '@rapport/event-store';
import type { Sql } from '@rapport/postgres';
import { bulk } from '../bulk';
import { effectiveBatch } from './effective';

/** A promise that has a moment at which something is to be said about it. */
export interface Pending {
  readonly eventId: string;
  readonly handle: string;
  readonly promiseId: string;
  readonly occurredAt: string;
  readonly dueAt: string;
  readonly historical: boolean;
  /** Kept or broken, or made anew, by the same customer since. */
  readonly settled: boolean;
  /** What the clock has said about this due time already. */
  readonly saidWarning: boolean;
  readonly saidDue: boolean;
}

/** Our name for the due time of a promise: another due time is another deadline. */
export const deadlineOf = (eventId: string, dueAt: string): string => uuid5('deadline', eventId, dueAt);

const KINDS: Readonly<Record<string, string>> = { PromiseMade: 'made', PromiseKept: 'kept', PromiseBroken: 'broken' };
const columns = ['event_id uuid', 'handle uuid', 'promise_id text', 'kind text', 'occurred_at text', 'due_at text', 'historical boolean', 'next_at text']; // prettier-ignore
const ROWS = bulk(columns.map((column) => ({ name: column.split(' ')[0]!, type: column.split(' ')[1]! })));
const INSERT = `
  insert into rapport_rules.promise (event_id, handle, promise_id, kind, occurred_at, due_at, historical, next_at)
  select * from ${ROWS.source} r on conflict (event_id) do nothing`;
const REMOVE = 'delete from rapport_rules.promise where event_id = any($1::uuid[]) returning promise_id as id';
const SAID = `
  insert into rapport_rules.deadline (deadline, stage)
  select * from unnest($1::text[], $2::text[]) on conflict do nothing`;
/** Whatever is new about a promise, the clock looks at it again; what it has said it does not say twice. */
const LOOK_AGAIN = `
  update rapport_rules.promise set next_at = occurred_at where kind = 'made' and promise_id = any($1::text[])`;

/** When 75 % of the way to the due time is over: RFC 3339. */
export const warningAt = (madeAt: string, dueAt: string): string => {
  const [made, due] = [Date.parse(madeAt), Date.parse(dueAt)];
  return new Date(made + Math.floor((due - made) * 0.75)).toISOString();
};

const isPromise = ({ type }: Fact): boolean => KINDS[type] !== undefined;
const rowOf = (fact: Fact): readonly unknown[] => {
  const { promiseId, dueAt = null } = fact.data as FactOf<'PromiseMade'>['data'];
  const madeOrNull = fact.type === 'PromiseMade' ? fact.occurredAt : null;
  const { eventId, handle, occurredAt, meta } = fact;
  const due = fact.type === 'PromiseMade' ? dueAt : null;
  return [eventId, handle, promiseId, KINDS[fact.type], occurredAt, due, meta?.historical === true, madeOrNull];
};

/** What a batch changes about promises; run the result in the batch's transaction. */
export const promiseChanges = async (
  sql: Sql,
  store: Pick<EventStore, 'find'>,
  facts: readonly Fact[],
): Promise<(sql: Sql) => Promise<void>> => {
  const { replaced, facts: effective } = await effectiveBatch(sql, store, facts);
  const promises = effective.filter(isPromise);
  const said = facts.filter(({ type }) => type === 'DeadlineReached') as FactOf<'DeadlineReached'>[];
  return async (tx) => {
    const removed = replaced.length > 0 ? (await tx.query<{ id: string }>(REMOVE, [replaced])).rows : [];
    if (promises.length > 0) await tx.query(INSERT, ROWS.values(promises.map(rowOf)));
    const ids = [...removed.map(({ id }) => id), ...promises.map(({ data }) => String(data['promiseId']))];
    if (ids.length > 0) await tx.query(LOOK_AGAIN, [[...new Set(ids)]]);
    if (said.length > 0)
      await tx.query(SAID, [said.map(({ data }) => data.deadline), said.map(({ data }) => data.stage)]);
  };
};

/** Kept, broken or made anew by the same customer, at the same time or later. */
const SETTLED = `
  exists (select from rapport_rules.promise o
    left join rapport_read.identity_membership om on om.handle = o.handle and om.to_position is null
    where o.promise_id = p.promise_id and o.event_id <> p.event_id
      and (o.occurred_at, o.kind <> 'made', o.event_id) > (p.occurred_at, false, p.event_id)
      and coalesce(om.customer, o.handle) = coalesce(pm.customer, p.handle))`;
const PENDING = `
  select p.event_id::text as "eventId", p.handle::text, p.promise_id as "promiseId", p.occurred_at as "occurredAt",
    p.due_at as "dueAt", p.historical, ${SETTLED} as settled
  from rapport_rules.promise p
  left join rapport_read.identity_membership pm on pm.handle = p.handle and pm.to_position is null
  where p.next_at <= $1 order by p.next_at limit 1000`;
const STAGES = 'select deadline, stage from rapport_rules.deadline where deadline = any($1::text[])';
const NEXT = `
  update rapport_rules.promise p set next_at = r.next_at
  from unnest($1::uuid[], $2::text[]) as r(event_id, next_at)
  where p.event_id = r.event_id and p.kind = 'made'`;

/** Promises that the clock must look at by `now`, a thousand at most. */
export const pendingPromises = async (sql: Sql, now: string): Promise<readonly Pending[]> => {
  const { rows } = await sql.query<Omit<Pending, 'saidWarning' | 'saidDue'>>(PENDING, [now]);
  const names = rows.map(({ eventId, dueAt }) => deadlineOf(eventId, dueAt));
  const said = await sql.query<{ deadline: string; stage: string }>(STAGES, [names]);
  const has = new Set(said.rows.map(({ deadline, stage }) => `${deadline} ${stage}`));
  return rows.map((row, index) => ({
    ...row,
    saidWarning: has.has(`${names[index]!} warning`),
    saidDue: has.has(`${names[index]!} due`),
  }));
};

/** When the clock looks at promises next; null = never, unless something about them changes. */
export const lookNext = async (sql: Sql, next: ReadonlyMap<string, string | null>): Promise<void> => {
  if (next.size === 0) return;
  await sql.query(NEXT, [[...next.keys()], [...next.values()]]);
};
