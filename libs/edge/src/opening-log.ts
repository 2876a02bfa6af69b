import type pg from 'pg';
import { gather, migrate, type Sql } from '@rapport/postgres';

/** Who opened what of whom, and on which request. Holds no personal value. */
export interface Opening {
  readonly at: string;
  readonly keyId: string;
  readonly role: string;
  /** Who used the key, as the caller says (`Rapport-Actor`). */
  readonly actor: string | null;
  /** The customer, as it was then; null when it was refused input, which is nobody's yet. */
  readonly customer: string | null;
  /** Id of the refused input; null when it was a customer. */
  readonly refusedInput: string | null;
  readonly classes: readonly string[];
  /** Number of values. */
  readonly cells: number;
  /** What the answer included of the log; null where it included nothing of it. */
  readonly position: string | null;
  /** The moment whose knowledge was asked for, and the one whose truth; null = now. */
  readonly asOfRecorded: string | null;
  readonly asOfOccurred: string | null;
  readonly route: string;
  readonly requestId: string;
}

/** An opening that is about to be written down: of a customer, or of refused input. */
export type NewOpening = Omit<
  Opening,
  'at' | 'customer' | 'refusedInput' | 'position' | 'asOfRecorded' | 'asOfOccurred'
> & {
  readonly asOfRecorded?: string | undefined;
  readonly asOfOccurred?: string | undefined;
} & (
    | { readonly customer: string; readonly position: string; readonly refusedInput?: never }
    | { readonly refusedInput: string; readonly customer?: never; readonly position?: never }
  );

/** Which openings; all parts that are given must hold. */
export interface OpeningFilter {
  readonly customer?: string;
  readonly refusedInput?: string;
  readonly keyId?: string;
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string;
}

export interface OpeningLog {
  /** Durable when it resolves; the answer waits for it. */
  record(openings: readonly NewOpening[]): Promise<void>;
  /** Newest first. */
  list(filter: OpeningFilter): Promise<{ readonly openings: readonly Opening[]; readonly next: string | null }>;
}

const STEPS = [
  `create schema if not exists rapport_control;
   create table rapport_control.opening (
     id bigint generated always as identity primary key, at timestamptz not null default now(),
     key_id text not null, role text not null, actor text, customer uuid not null, classes text[] not null,
     cells int not null, position text not null, route text not null, request_id uuid not null);
   create index opening_customer on rapport_control.opening (customer, id);
   create index opening_key on rapport_control.opening (key_id, id);
   create function rapport_control.refuse_change() returns trigger language plpgsql as $$
     begin raise exception 'the log of openings is append-only'; end $$;
   create trigger opening_append_only before update or delete on rapport_control.opening
     for each row execute function rapport_control.refuse_change();
   create trigger opening_no_truncate before truncate on rapport_control.opening
     for each statement execute function rapport_control.refuse_change()`,
  `alter table rapport_control.opening alter column customer drop not null;
   alter table rapport_control.opening alter column position drop not null;
   alter table rapport_control.opening add column refused_input uuid;
   alter table rapport_control.opening add check ((customer is null) <> (refused_input is null));
   create index opening_refused_input on rapport_control.opening (refused_input, id) where refused_input is not null`,
  `alter table rapport_control.opening add column as_of_recorded text;
   alter table rapport_control.opening add column as_of_occurred text`,
];

const INSERT = `
  insert into rapport_control.opening (key_id, role, actor, customer, refused_input, classes, cells, position,
    as_of_recorded, as_of_occurred, route, request_id)
  select o.key_id, o.role, o.actor, o.customer, o.refused_input, o.classes, o.cells, o.position,
    o."asOfRecorded", o."asOfOccurred", o.route, o.request_id
  from json_to_recordset($1::json) as o(key_id text, role text, actor text, customer uuid, refused_input uuid, classes text[],
    cells int, position text, "asOfRecorded" text, "asOfOccurred" text, route text, request_id uuid)`;
// By the number: `id` alone would be the text that is selected, and 99 would come after 100.
const LIST = `
  select id::text, to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, key_id as "keyId", role, actor,
    customer::text, refused_input::text as "refusedInput", classes, cells, position,
    as_of_recorded as "asOfRecorded", as_of_occurred as "asOfOccurred", route, request_id::text as "requestId"
  from rapport_control.opening
  where ($1::uuid is null or customer = $1) and ($2::text is null or key_id = $2) and ($3::bigint is null or id < $3)
    and ($4::uuid is null or refused_input = $4)
  order by opening.id desc limit $5`;

type Openings = readonly NewOpening[];

/**
 * Opens the log of openings in schema rapport_control, making it when needed. (Its steps are called after query, where it began.)
 * @param keyed connections that have the insert prepared.
 */
export const openOpeningLog = async (pool: pg.Pool, keyed: Sql = pool): Promise<OpeningLog> => {
  await migrate(pool, 'query', STEPS);
  /** Readers of the same moment share a commit; each waits for the one that its own openings are in. */
  const insert = gather<Openings, void>(
    async (lists) => {
      const all = lists.flat();
      const rows = all.map(({ keyId, requestId, refusedInput, ...rest }) => ({
        ...{ key_id: keyId, request_id: requestId, refused_input: refusedInput },
        ...rest,
      }));
      await keyed.query({ name: 'record-openings', text: INSERT, values: [JSON.stringify(rows)] });
      return lists.map(() => undefined);
    },
    { weight: ({ length }) => length },
  );
  return {
    record: async (openings) => (openings.length > 0 ? insert(openings) : undefined),
    list: async ({ customer, refusedInput, keyId, limit, cursor }) => {
      const values = [customer ?? null, keyId ?? null, cursor ?? null, refusedInput ?? null, limit + 1];
      const { rows } = await pool.query<Opening & { id: string }>(LIST, values);
      const page = rows.slice(0, limit);
      return {
        openings: page.map(({ id: _id, ...opening }) => opening),
        next: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
      };
    },
  };
};
