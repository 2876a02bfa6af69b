import type { EntitySchema } from 'typeorm';
import type { CustomerProjection } from '@rapport/fold';
import { type Columns, type Keyed, rowTable } from '../row-table';
import type { Value } from './fold';

const json = { type: 'jsonb' } as const;
const dayOrNull = { type: 'text', collation: 'C', nullable: true } as const;

const columns = {
  money: json,
  orders: { type: 'int' },
  ordersExact: { type: 'boolean' },
  firstPurchaseDay: dayOrNull,
  lastPurchaseDay: dayOrNull,
  purchaseDays: json,
  book: json,
  ledger: json,
} satisfies Columns<Value>;

/** The table of the projection as built for one zone. */
export const valueTableOf = (projection: CustomerProjection<Value>): EntitySchema<Keyed<Value>> =>
  rowTable(projection, columns);
