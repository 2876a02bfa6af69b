import type { EntityManager, EntitySchema } from 'typeorm';
import { type Page, cursorAfter, pageOf, readCursor, within } from '../cursor';
import { type Customer, selectBeside, selectCustomers } from './query';

/** Which customers; all parts that are given must hold. Personal traits are sealed: they are found through the vault's tokens. */
export interface CustomerFilter {
  /** Among these current ids. */
  readonly ids?: readonly string[];
  /** Traits that are not personal, by name. */
  readonly traits?: Readonly<Record<string, string | number | boolean>>;
  /** Seen on any of these channels. */
  readonly channels?: readonly string[];
  /** Seen at or after, before: RFC 3339, UTC, milliseconds. */
  readonly lastSeenAfter?: string;
  readonly lastSeenBefore?: string;
  readonly minTouches?: number;
  /** By currency: bounds of purchased − returned − cancelled, decimal strings, both included. */
  readonly totals?: Readonly<Record<string, { readonly min?: string; readonly max?: string }>>;
  /** With an open case (of this kind), with an open promise. */
  readonly openCase?: boolean | string;
  readonly openPromise?: boolean;
}

/** What a list is ordered by, falling; who has no such value is not in it (`key` lists everybody). */
export type CustomerOrder = 'lastSeenAt' | 'firstSeenAt' | 'touches' | 'orders' | 'key' | { readonly net: string };

/** What to read of a list. `limit`: 1 to 200, usually 50. */
export interface CustomerList {
  readonly order?: CustomerOrder;
  readonly cursor?: string | null;
  readonly limit?: number;
}

/** A table of the past in place of the live one, and what its list is called: cursors of one are not those of another. */
export interface CustomersBeside {
  readonly table: EntitySchema<any>;
  readonly list: string;
}

const CUSTOMERS_MAX = 200;
const COLUMNS = { lastSeenAt: 'last_seen_at', firstSeenAt: 'first_seen_at', touches: 'touches', orders: 'orders' };
const CASTS = { lastSeenAt: 'text', firstSeenAt: 'text', touches: 'int', orders: 'int' };

interface Ordering {
  readonly name: string;
  /** Null: by key alone. */
  readonly sql: string | null;
  readonly cast: string;
}

const orderingOf = (order: CustomerOrder, beside: CustomersBeside | undefined): Ordering => {
  const { name, ...ordering } = ordered(order);
  return { ...ordering, name: beside ? `${name} ${beside.list}` : name };
};

const ordered = (order: CustomerOrder): Ordering => {
  if (order === 'key') return { name: 'key', sql: null, cast: 'text' };
  if (typeof order === 'string') return { name: order, sql: `c.${COLUMNS[order]}`, cast: CASTS[order] };
  return { name: `net ${order.net}`, sql: "(c.totals -> :currency ->> 'net')::numeric", cast: 'numeric' };
};

type Conditions = readonly (readonly [sql: string, parameters: Readonly<Record<string, unknown>>])[];

const traitConditions = (traits: NonNullable<CustomerFilter['traits']>): Conditions =>
  Object.entries(traits).map(([name, value], nth) => [
    `c.traits @> :trait${nth}::jsonb`,
    { [`trait${nth}`]: JSON.stringify({ [name]: { value } }) },
  ]);

const totalConditions = (totals: NonNullable<CustomerFilter['totals']>): Conditions =>
  Object.entries(totals).flatMap(([currency, { min, max }], nth) => {
    const net = `(c.totals -> :cur${nth} ->> 'net')::numeric`;
    const known = { [`cur${nth}`]: currency };
    return [
      [`c.totals -> :cur${nth} is not null`, known] as const,
      ...(min === undefined ? [] : [[`${net} >= :min${nth}::numeric`, { ...known, [`min${nth}`]: min }] as const]),
      ...(max === undefined ? [] : [[`${net} <= :max${nth}::numeric`, { ...known, [`max${nth}`]: max }] as const]),
    ];
  });

const caseCondition = (openCase: boolean | string): Conditions =>
  typeof openCase === 'string'
    ? [['c.open_cases::jsonb @> :openCase::jsonb', { openCase: JSON.stringify([{ kind: openCase }]) }]]
    : [[`c.open_cases::text ${openCase ? '<>' : '='} '[]'`, {}]];

const conditionsOf = (filter: CustomerFilter): Conditions => [
  ...(filter.ids ? [['c.key = any(:ids::uuid[])', { ids: [...filter.ids] }] as const] : []),
  ...traitConditions(filter.traits ?? {}),
  ...(filter.channels
    ? [['jsonb_exists_any(c.activity::jsonb, :channels::text[])', { channels: [...filter.channels] }] as const]
    : []),
  ...(filter.lastSeenAfter ? [['c.last_seen_at >= :seenAfter', { seenAfter: filter.lastSeenAfter }] as const] : []),
  ...(filter.lastSeenBefore ? [['c.last_seen_at < :seenBefore', { seenBefore: filter.lastSeenBefore }] as const] : []),
  ...(filter.minTouches === undefined ? [] : [['c.touches >= :touches', { touches: filter.minTouches }] as const]),
  ...totalConditions(filter.totals ?? {}),
  ...(filter.openCase === undefined ? [] : caseCondition(filter.openCase)),
  ...(filter.openPromise === undefined
    ? []
    : [[`c.open_promises::text ${filter.openPromise ? '<>' : '='} '[]'`, {}] as const]),
];

const afterCursor = ({ name, sql, cast }: Ordering, cursor: string): Conditions => {
  const { value, key } = readCursor(name, cursor);
  if (sql === null || value === null) return [['c.key < :afterKey::uuid', { afterKey: key }]];
  return [[`(${sql}, c.key) < (:afterValue::${cast}, :afterKey::uuid)`, { afterValue: value, afterKey: key }]];
};

const valueOf = (order: CustomerOrder, customer: Customer): string | null =>
  order === 'key'
    ? null
    : typeof order === 'string'
      ? String(customer[order])
      : (customer.totals[order.net]?.net ?? null);

/**
 * Customers that fulfil a filter, in falling order. Lists by `lastSeenAt` and `key` stop at the page; other orders and filters
 * look at every row that the filter leaves.
 * @throws BadCursor
 */
export const searchCustomers = async (
  db: EntityManager,
  filter: CustomerFilter,
  { order = 'lastSeenAt', cursor = null, limit }: CustomerList = {},
  beside?: CustomersBeside,
): Promise<Page<Customer>> => {
  const size = within(limit, 50, CUSTOMERS_MAX);
  const ordering = orderingOf(order, beside);
  const query = (beside ? selectBeside(db, beside.table) : selectCustomers(db)).where('true');
  if (typeof order === 'object') query.setParameter('currency', order.net);
  if (ordering.sql) query.andWhere(`${ordering.sql} is not null`);
  const conditions = [...conditionsOf(filter), ...(cursor === null ? [] : afterCursor(ordering, cursor))];
  for (const [sql, parameters] of conditions) query.andWhere(sql, parameters);
  if (ordering.sql) query.orderBy(ordering.sql, 'DESC').addOrderBy('c.key', 'DESC');
  else query.orderBy('c.key', 'DESC');
  query.limit(size + 1);
  const rows = (beside ? await query.getRawMany() : await query.getMany()) as Customer[];
  return pageOf(rows, size, (customer) => cursorAfter(ordering.name, valueOf(order, customer), customer.key));
};
