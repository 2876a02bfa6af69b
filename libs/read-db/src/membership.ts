import type { SealedCell } from '@rapport/events';
import type { Sql } from '@rapport/postgres';
import { prepared } from './prepared';

/** An identifier's handle that some event carried. */
export interface KnownHandle {
  readonly handle: string;
  readonly type: string;
  readonly issuer: string | null;
  readonly cell: SealedCell | null;
  /** Known with so many persons that it links nobody. */
  readonly shared: boolean;
}

/** What is known about two handles. `a` < `b` as text. */
export interface Edge {
  readonly a: string;
  readonly b: string;
  /** Some event in force asserts both for one person. */
  readonly asserted: boolean;
  /** The first event that asserted both; null when only a person joined them. */
  readonly evidence: string | null;
  /** What a person decided last, if ever. */
  readonly verdict: 'joined' | 'split' | null;
  /** True while the log's last decision is that they belong together. */
  readonly linked: boolean;
  /** Number of the last decision about this pair, 0 = none; the next one has the next number. */
  readonly generation: number;
}

/** Who is who, as the identity follower has worked it out. */
export interface Membership {
  /** The customer of each handle, now or as of a position of the log. A handle never linked is its own customer. */
  resolve(handles: readonly string[], position?: string): Promise<ReadonlyMap<string, string>>;
  /** The customer that a handle (or an old customer id) belongs to now; null when no event ever carried it. */
  customerOf(handle: string): Promise<string | null>;
  /** All handles of a customer, given by any of them, now; empty when unknown. */
  handlesOf(customer: string): Promise<readonly KnownHandle[]>;
  /** Every edge with at least one end among the handles. */
  edgesOf(handles: readonly string[]): Promise<readonly Edge[]>;
}

const resolving = (when: string): string => `
  select h.handle::text, m.customer::text from unnest($1::uuid[]) as h(handle)
  cross join lateral (
    select customer from rapport_read.identity_membership m where m.handle = h.handle and ${when} limit 1) m`;
const RESOLVE = prepared(resolving('m.from_position <= $2 and (m.to_position is null or m.to_position > $2)'));
const RESOLVE_NOW = prepared(resolving('m.to_position is null'));

/** SQL: the handles of a customer now, itself among them, as an array; the customer with its table's name. */
export const MEMBERS = (customer: string): string => `array(
  select m.handle from rapport_read.identity_membership m where m.customer = ${customer} and m.to_position is null
  union select ${customer})`;
/** SQL: what is known of an array of handles, as JSON of `KnownHandle`s. */
export const HANDLES = (members: string): string => `(
  select coalesce(json_agg(k order by k.handle), '[]') from (
    select h.handle, h.type, h.issuer, h.cell, h.shared
    from rapport_read.identity_handle h where h.handle = any(${members})) k)`;
const HANDLES_OF = prepared(`
  select ${HANDLES('of.members')} as handles from (select ${MEMBERS('now.customer')} as members from (
    select coalesce((select m.customer from rapport_read.identity_membership m
      where m.handle = $1::uuid and m.to_position is null limit 1), $1::uuid) as customer) now) of`);
export const EDGE_COLUMNS = 'e.a::text, e.b::text, asserted, evidence::text, verdict, linked, generation';
const EDGES = prepared(`
  select ${EDGE_COLUMNS} from rapport_read.identity_edge e where a = any($1::uuid[])
  union select ${EDGE_COLUMNS} from rapport_read.identity_edge e where b = any($1::uuid[])`);

/** The customer of each handle, now or as of a position. */
export const resolve = async (
  sql: Sql,
  handles: readonly string[],
  position?: string,
): Promise<ReadonlyMap<string, string>> => {
  const { rows } = await (position === undefined
    ? sql.query<{ handle: string; customer: string }>({ ...RESOLVE_NOW, values: [handles] })
    : sql.query<{ handle: string; customer: string }>({ ...RESOLVE, values: [handles, position] }));
  const moved = new Map(rows.map(({ handle, customer }) => [handle, customer]));
  return new Map(handles.map((handle) => [handle, moved.get(handle) ?? handle]));
};

const MEMBERS_AT = `
  select handle::text, customer::text from rapport_read.identity_membership
  where customer = any($1::uuid[]) and from_position <= $2 and (to_position is null or to_position > $2)`;

/** All handles of the customers as of a position, with their customer; each must have been a customer then. */
export const membersAt = async (
  sql: Sql,
  customers: readonly string[],
  position: string,
): Promise<ReadonlyMap<string, string>> => {
  if (customers.length === 0) return new Map();
  const { rows } = await sql.query<{ handle: string; customer: string }>(MEMBERS_AT, [customers, position]);
  const own = customers.map((customer) => [customer, customer] as const);
  return new Map([...own, ...rows.map(({ handle, customer }) => [handle, customer] as const)]);
};

/** Later than any position. */
const NOW = '~';

/** The handles of customers as they are now, by handle; themselves among them. */
export const membersNow = (sql: Sql, customers: readonly string[]): Promise<ReadonlyMap<string, string>> =>
  membersAt(sql, customers, NOW);

/** Reads the identity tables over any connection. */
export const membership = (sql: Sql): Membership => ({
  resolve: (handles, position) => resolve(sql, handles, position),
  customerOf: async (handle) => {
    const known = await sql.query('select from rapport_read.identity_handle where handle = $1::uuid', [handle]);
    return known.rowCount ? ((await resolve(sql, [handle])).get(handle) ?? null) : null;
  },
  handlesOf: async (customer) => {
    const { rows } = await sql.query<{ handles: readonly KnownHandle[] }>({ ...HANDLES_OF, values: [customer] });
    return rows[0]!.handles;
  },
  edgesOf: async (handles) => (await sql.query<Edge>({ ...EDGES, values: [handles] })).rows,
});
