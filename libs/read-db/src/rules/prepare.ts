import type { Pool } from 'pg';
import type { EventStore } from '@rapport/event-store';
import { migrate } from '@rapport/postgres';
import { publishDefaultRules } from './default-rules';
import { RULES_STEPS } from './schema';

/** Makes the tables of the clock and the rules, and publishes the rules that Rapport starts with. */
export const prepareRules = async (
  pool: Pool,
  store: Pick<EventStore, 'append' | 'find'>,
  currency: string,
  now: () => Date,
): Promise<void> => {
  await migrate(pool, 'rules', RULES_STEPS);
  await publishDefaultRules(store, currency, now);
};
