import { type Columns, TIME, rowTable } from '../row-table';
import { type CustomerView, customerView } from './fold';

/** Kept as it was written: making jsonb of what nobody asks by its members cost more than the rest of the row. */
const json = { type: 'json' } as const;
const jsonOrNull = { type: 'json', nullable: true } as const;
const searched = { type: 'jsonb' } as const;
const timeOrNull = { ...TIME, nullable: true } as const;

const columns = {
  firstSeenAt: timeOrNull,
  lastSeenAt: timeOrNull,
  touches: { type: 'int' },
  activity: json,
  lastInteractions: json,
  traits: searched,
  preferences: json,
  importantDates: json,
  accounts: json,
  totals: searched,
  orders: { type: 'int' },
  ordersExact: { type: 'boolean' },
  firstPurchaseAt: timeOrNull,
  lastPurchaseAt: timeOrNull,
  lastOrder: jsonOrNull,
  lastConfiguration: jsonOrNull,
  satisfaction: json,
  consents: json,
  openPromises: json,
  openCases: json,
  ledger: json,
  promiseSteps: json,
  caseSteps: json,
} satisfies Columns<CustomerView>;

/** Lists go by who was seen last; an index more would be written anew with every batch that touches the row. */
export const customerViewTable = rowTable(customerView, columns, [
  { name: 'customer_view_v1_by_last_seen', columns: ['lastSeenAt', 'key'] },
]);
