import { eventIdOf } from '@rapport/events';
import type { CustomerProjection, EntryProjection } from '@rapport/fold';
import { rowTable } from '@rapport/projections';
import type { ProjectionTable } from '../follow';

/** Sums that do not depend on order, in nested JSON, numbers and text. */
export interface Totals {
  readonly events: number;
  readonly cents: string;
  readonly byCurrency: Readonly<Record<string, number>>;
  readonly orders: readonly string[];
}

const cents = (amount: string): number => Math.round(Number(amount) * 100);

export const totals: CustomerProjection<Totals> = {
  ...{ name: 'world-totals', version: 1, scope: 'customer', order: 'free' },
  initial: () => ({ events: 0, cents: '0', byCurrency: {}, orders: [] }),
  each: (row) => ({ ...row, events: row.events + 1 }),
  on: {
    PurchaseMade: (row, { data }) => ({
      ...row,
      cents: String(Number(row.cents) + cents(data.amount)),
      byCurrency: { ...row.byCurrency, [data.currency]: (row.byCurrency[data.currency] ?? 0) + cents(data.amount) },
      orders: [...row.orders, data.orderId].sort(),
    }),
  },
};

/** What only the order of history can tell. */
export interface Course {
  readonly course: readonly string[];
  readonly lastAt: string | null;
}

export const course: CustomerProjection<Course> = {
  ...{ name: 'world-course', version: 1, scope: 'customer', order: 'occurred' },
  initial: () => ({ course: [], lastAt: null }),
  on: {
    PurchaseMade: ({ course: before }, { data, occurredAt }) => ({
      course: [...before, `${data.orderId}:${data.amount}`],
      lastAt: occurredAt,
    }),
    ItemReturned: (row, { data }) => {
      if (data.orderId === 'poison') throw new Error('cannot fold this');
      return { ...row, course: [...row.course, `back ${data.amount}`] };
    },
  },
};

/** Sees one type only, so most customers have no row. */
export const returns: CustomerProjection<{ readonly count: number }> = {
  ...{ name: 'world-returns', version: 1, scope: 'customer', order: 'free' },
  initial: () => ({ count: 0 }),
  on: { ItemReturned: ({ count }) => ({ count: count + 1 }) },
};

export interface Entry {
  readonly handle: string;
  readonly type: string | null;
  readonly records: readonly string[];
}

/** One row per event, with the records about it, in whatever order they came. */
export const entries: EntryProjection<Entry> = {
  ...{ name: 'world-entries', version: 1, scope: 'entry' },
  keys: (fact) => (fact.channel === 'record' ? [String(fact.data['target'])] : [fact.eventId]),
  initial: (_key, { handle }) => ({ handle, type: null, records: [] }),
  each: (row, { type }) => ({ ...row, type }),
  on: {
    InteractionCorrected: (row, { eventId }) => ({ ...row, records: [...row.records, eventId].sort() }),
    InteractionRetracted: (row, { eventId }) => ({ ...row, records: [...row.records, eventId].sort() }),
  },
};

/** Counts to which everybody's events add, so that workers keep rows by key; corrections take back what they change. */
export const volume: EntryProjection<{ readonly count: number; readonly cents: number }> = {
  ...{ name: 'world-volume', version: 1, scope: 'entry', slicedBy: 'key' },
  keys: ({ occurredAt, data }) => [
    eventIdOf('volume', occurredAt.slice(0, 13)),
    eventIdOf('volume', String(data['currency'])),
  ],
  initial: () => ({ count: 0, cents: 0 }),
  on: {
    PurchaseMade: ({ count, cents: sum }, { data }) => {
      if (data.orderId === 'poison') throw new Error('cannot count this');
      return { count: count + 1, cents: sum + cents(data.amount) };
    },
  },
  takeBack: ({ count, cents: sum }, { data }) => ({ count: count - 1, cents: sum - cents(String(data['amount'])) }),
};

export const worldProjections: readonly ProjectionTable[] = [
  {
    projection: totals,
    table: rowTable(totals, {
      events: { type: 'int' },
      cents: { type: 'bigint' },
      byCurrency: { type: 'jsonb' },
      orders: { type: 'text', array: true },
    }),
  },
  {
    projection: course,
    table: rowTable(course, {
      course: { type: 'jsonb' },
      lastAt: { type: 'timestamptz', nullable: true, precision: 3 },
    }),
  },
  { projection: returns, table: rowTable(returns, { count: { type: 'int' } }) },
  {
    projection: entries,
    table: rowTable(entries, {
      handle: { type: 'uuid' },
      type: { type: 'text', nullable: true },
      records: { type: 'jsonb' },
    }),
  },
  { projection: volume, table: rowTable(volume, { count: { type: 'int' }, cents: { type: 'int' } }) },
];
