import type { Pool } from 'pg';
import type { EventStore } from '@rapport/event-store';
import { migrateDerived } from '../lost/migrate-derived';
import { publishDefaultRules } from './default-rules';
import { RULES_STEPS } from './schema';

/** Brings the tables of the clock and the rules up to date; true when some were gone and are made again. */
export const migrateRules = (pool: Pool): Promise<boolean> => migrateDerived(pool, 'rules', RULES_STEPS);

/** Makes the tables of the clock and the rules, and publishes the rules that Rapport starts with. */
export const prepareRules = async (
  pool: Pool,
  store: Pick<EventStore, 'append' | 'find'>,
  currency: string,
  now: () => Date,
): Promise<void> => {
  await migrateRules(pool);
  await publishDefaultRules(store, currency, now);
};
