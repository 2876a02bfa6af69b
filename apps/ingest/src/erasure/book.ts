import { migrate } from '@rapport/postgres';
import type pg from 'pg';
import type { Cleaned, ErasedHandle, Erasure } from './erasure';

const STEPS = [
  `create schema if not exists rapport_control;
   create table rapport_control.erasure (
     id uuid primary key, customer uuid not null,
     status text not null check (status in ('requested', 'withdrawn', 'running', 'erased')),
     ground text not null, reason text not null,
     requested_by text not null, requested_at timestamptz not null default now(),
     confirmed_by text, confirmed_at timestamptz, withdrawn_by text,
     head text not null, handles jsonb not null, hashes text[], refused uuid[], search_words int not null default 0,
     cleaned jsonb, ledgered_at timestamptz, keys_at timestamptz, finished_at timestamptz, position text,
     sweeps int not null default 0, settled_at timestamptz, joined_since uuid[] not null default '{}',
     touched_at timestamptz);
   create unique index erasure_open on rapport_control.erasure (customer) where status in ('requested', 'running');
   create index erasure_requested on rapport_control.erasure (requested_at, id);
   create index erasure_unsettled on rapport_control.erasure (keys_at) where settled_at is null;`,
];

const time = (column: string, name: string): string =>
  `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "${name}"`;
const COLUMNS = `id::text, customer::text, status, ground, reason, requested_by as "requestedBy",
  ${time('requested_at', 'requestedAt')}, confirmed_by as "confirmedBy", ${time('confirmed_at', 'confirmedAt')},
  withdrawn_by as "withdrawnBy", head, handles, hashes, refused::text[] as refused, search_words as "searchWords", cleaned,
  ${time('ledgered_at', 'ledgeredAt')}, ${time('keys_at', 'keysAt')}, ${time('finished_at', 'finishedAt')}, position,
  sweeps, ${time('settled_at', 'settledAt')}, joined_since::text[] as "joinedSince"`;

/** What is written down when somebody asks for an erasure, or a ledger tells of one. */
export type NewErasure = Pick<Erasure, 'id' | 'customer' | 'ground' | 'reason' | 'requestedBy' | 'head' | 'handles'> & {
  readonly status: 'requested' | 'running';
  readonly confirmedBy?: string | null;
};

/** What the steps find out, each at its time; what is not named stays. */
export interface Progress {
  readonly hashes?: readonly string[];
  readonly refused?: readonly string[];
  readonly searchWords?: number;
  readonly handles?: readonly ErasedHandle[];
  readonly cleaned?: Cleaned;
  readonly joinedSince?: readonly string[];
}

/** A moment in the life of an erasure that is noted once. */
export type Milestone = 'ledgered_at' | 'keys_at' | 'settled_at';

/** How long nobody else takes over what one process has begun, unless it gives a sign of life (PostgreSQL interval). */
const TAKEN_FOR = '15 s';
/** When what was on its way is looked for, after the keys were destroyed: soon, and when no append can be under way any more. */
export const SWEEPS_AFTER = ['3 s', '35 s'] as const;

/** The erasures in `rapport_control`. */
export interface Book {
  /** False when there is an open one of that customer, or of that id. */
  add(erasure: NewErasure): Promise<boolean>;
  find(id: string): Promise<Erasure | null>;
  /** The open one of a customer, by any of their handles; else the newest that was carried out. */
  about(handles: readonly string[]): Promise<Erasure | null>;
  list(limit: number, before: { readonly at: string; readonly id: string } | null): Promise<readonly Erasure[]>;
  /** False when it is not `requested` any more. */
  confirm(id: string, by: string): Promise<boolean>;
  withdraw(id: string, by: string): Promise<boolean>;
  note(id: string, progress: Progress): Promise<Erasure>;
  reach(id: string, milestone: Milestone): Promise<Erasure>;
  finish(id: string, position: string): Promise<Erasure>;
  sweptOnce(id: string): Promise<Erasure>;
  /** Those that this process shall go on with; with `all` also those that another one may be at. */
  take(all: boolean): Promise<readonly Erasure[]>;
}

const ADD = `
  insert into rapport_control.erasure
    (id, customer, status, ground, reason, requested_by, head, handles, confirmed_by, confirmed_at, touched_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, case when $9::text is not null then now() end, now()) on conflict do nothing`;
const ABOUT = `
  select ${COLUMNS} from rapport_control.erasure
  where status <> 'withdrawn' and exists (
    select from jsonb_array_elements(handles) h where (h ->> 'handle')::uuid = any($1::uuid[]))
  order by status in ('requested', 'running') desc, requested_at desc limit 1`;
const LIST = `
  select ${COLUMNS} from rapport_control.erasure
  where $1::timestamptz is null or (requested_at, id) < ($1::timestamptz, $2::uuid)
  order by requested_at desc, id desc limit $3`;
const NOTE = `
  update rapport_control.erasure set touched_at = now(), hashes = coalesce($2, hashes), refused = coalesce($3, refused),
    search_words = coalesce($4, search_words), handles = coalesce($5, handles), cleaned = coalesce($6, cleaned),
    joined_since = coalesce($7, joined_since)
  where id = $1 returning ${COLUMNS}`;
const TAKE = `
  update rapport_control.erasure set touched_at = now()
  where id in (
    select id from rapport_control.erasure
    where (status = 'running' or (status = 'erased' and settled_at is null
        and keys_at + (($2::text[])[least(sweeps, cardinality($2::text[]) - 1) + 1])::interval < now()))
      and ($1 or status = 'erased' or touched_at < now() - interval '${TAKEN_FOR}')
    order by requested_at limit 20 for update skip locked)
  returning ${COLUMNS}`;

/** Opens the book, and makes its table at the first time. */
export const openBook = async (pool: pg.Pool): Promise<Book> => {
  await migrate(pool, 'erasure', STEPS);
  const one = async (sql: string, values: readonly unknown[]): Promise<Erasure | null> =>
    (await pool.query<Erasure>(sql, [...values])).rows[0] ?? null;
  const changed = async (sql: string, values: readonly unknown[]): Promise<boolean> =>
    ((await pool.query(sql, [...values])).rowCount ?? 0) > 0;
  const set = async (what: string, values: readonly unknown[]): Promise<Erasure> =>
    (await one(
      `update rapport_control.erasure set touched_at = now(), ${what} where id = $1 returning ${COLUMNS}`,
      values,
    ))!;
  return {
    add: ({ id, customer, status, ground, reason, requestedBy, head, handles, confirmedBy = null }) =>
      changed(ADD, [id, customer, status, ground, reason, requestedBy, head, JSON.stringify(handles), confirmedBy]),
    find: (id) => one(`select ${COLUMNS} from rapport_control.erasure where id = $1`, [id]),
    about: (handles) => one(ABOUT, [handles]),
    list: async (limit, before) =>
      (await pool.query<Erasure>(LIST, [before?.at ?? null, before?.id ?? null, limit])).rows,
    confirm: (id, by) =>
      changed(
        `update rapport_control.erasure set status = 'running', confirmed_by = $2, confirmed_at = now(), touched_at = now()
         where id = $1 and status = 'requested'`,
        [id, by],
      ),
    withdraw: (id, by) =>
      changed(
        `update rapport_control.erasure set status = 'withdrawn', withdrawn_by = $2 where id = $1 and status = 'requested'`,
        [id, by],
      ),
    note: async (id, { hashes, refused, searchWords, handles, cleaned, joinedSince }) =>
      (await one(NOTE, [
        ...[id, hashes ?? null, refused ?? null, searchWords ?? null, handles ? JSON.stringify(handles) : null],
        ...[cleaned ? JSON.stringify(cleaned) : null, joinedSince ?? null],
      ]))!,
    reach: (id, milestone) => set(`${milestone} = coalesce(${milestone}, now())`, [id]),
    finish: (id, position) =>
      set(`status = 'erased', finished_at = coalesce(finished_at, now()), position = $2`, [id, position]),
    sweptOnce: (id) =>
      set(`sweeps = sweeps + 1, settled_at = case when sweeps + 1 >= ${SWEEPS_AFTER.length} then now() end`, [id]),
    take: async (all) => (await pool.query<Erasure>(TAKE, [all, SWEEPS_AFTER])).rows,
  };
};
