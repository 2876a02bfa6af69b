import { NOBODY, type Fact } from '@rapport/events';
import type { Sql } from '@rapport/postgres';
import { bulk } from '../bulk';
import { ruleSource } from '../rules/rule-event';
import type { RuleVersion } from '../rules/rule-versions';
import { saidField } from './worth';

const ROWS = bulk([
  { name: 'customer', type: 'uuid' },
  { name: 'date', type: 'text' },
  { name: 'amount', type: 'text' },
]);
const SAVE = `
  insert into rapport_rules.at_stake as s (customer, date, amount)
  select customer, date, amount from ${ROWS.source} r
  on conflict (customer) do update set date = excluded.date, amount = excluded.amount where excluded.date >= s.date`;

/**
 * Keeps what the newest decision about each customer that was taken in truth says is at stake, on the scratch tables. Only of kinds whose
 * decisions say so.
 */
export const saveAtStake = async (sql: Sql, { rule, kind }: RuleVersion, facts: readonly Fact[]): Promise<void> => {
  const field = saidField(kind);
  if (field === undefined) return;
  const source = ruleSource(rule);
  const newest = new Map<string, readonly [customer: string, date: string, amount: unknown]>();
  for (const fact of facts) {
    if (fact.source !== source || fact.handle === NOBODY) continue;
    const { handle: customer, data } = fact;
    const date = String(data['date']);
    if ((newest.get(customer)?.[1] ?? '') <= date) newest.set(customer, [customer, date, data[field] ?? null]);
  }
  if (newest.size > 0) await sql.query(SAVE, ROWS.values([...newest.values()]));
};
