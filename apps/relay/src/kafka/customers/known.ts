import { type CustomerView, type Keyed, customerView, customerViewTable } from '@rapport/projections';
import { type CustomerTable, type States, membership } from '@rapport/read-db';
import type { KafkaConfig } from '@rapport/edge';
import type pg from 'pg';
import type { Known } from './telling';

/** The view that states are of. */
export const VIEW: CustomerTable = { projection: customerView, table: customerViewTable };

/** What states are told with. */
export interface StateParts {
  readonly pool: pg.Pool;
  readonly config: KafkaConfig;
  /** Those of the handles whose keys were destroyed. */
  readonly erased: (handles: readonly string[]) => Promise<ReadonlySet<string>>;
}

/** The rows are in another table than before: a rebuilt one was swapped in. Everything is told anew from that one. */
export class TableExchanged extends Error {
  constructor() {
    super('another table of customers was swapped in; all are told anew');
    this.name = 'TableExchanged';
  }
}

/** What is known of customers, from their states. */
export const knownOf = async (
  { pool, erased }: Pick<StateParts, 'pool' | 'erased'>,
  customers: readonly string[],
  { rows, members }: States,
): Promise<readonly Known[]> => {
  const gone = await erased([...new Set([...members.values()].flat())]);
  const absent = customers.filter((customer) => !rows.has(customer));
  const now = await membership(pool).resolve(absent);
  return customers.map((customer) => ({
    customer,
    row: (rows.get(customer) as Keyed<CustomerView> | undefined) ?? null,
    erased: members.get(customer)!.some((handle) => gone.has(handle)),
    now: now.get(customer) ?? customer,
  }));
};
