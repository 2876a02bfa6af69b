import type { Fact, FactOf } from '@rapport/events';
import type { Sql } from '@rapport/postgres';
import { bulk } from '../bulk';
import { prepared } from '../prepared';
import type { Effective } from './effective';
import { engagementRow, type EngagementRow } from './engagement';
import { generalCost, saveGeneralCosts, type GeneralCost } from './general-costs';
import { occurrenceRow, type OccurrenceRow } from './occurrences';
import { saleRow, type SaleRow } from './sale-rows';
import { saveRuleVersion } from './rule-versions';

const text = (name: string) => ({ name, type: 'text' });
const uuid = (name: string) => ({ name, type: 'uuid' });
const SALES = bulk([uuid('event_id'), uuid('handle'), text('occurred_at'), text('kind'), text('order_id'), text('currency'), text('amount'), text('cost'), text('category'), text('channel'), text('items')]); // prettier-ignore
const OCCURRENCES = bulk([uuid('event_id'), uuid('handle'), text('occurred_at'), text('kind'), { name: 'about', type: 'jsonb' }]); // prettier-ignore
const ENGAGEMENTS = bulk([uuid('event_id'), uuid('handle'), text('occurred_at'), text('channel')]);
const RATES = bulk([uuid('event_id'), text('from_currency'), text('to_currency'), text('occurred_at'), text('rate')]);

const INSERT_SALES =
  prepared(`insert into rapport_rules.sale (event_id, handle, occurred_at, kind, order_id, currency, amount, cost, category, channel, items)
  select * from ${SALES.source} r on conflict (event_id) do nothing`);
const INSERT_OCCURRENCES = prepared(`insert into rapport_rules.occurrence (event_id, handle, occurred_at, kind, about)
  select * from ${OCCURRENCES.source} r on conflict (event_id) do nothing`);
const INSERT_ENGAGEMENTS = prepared(`insert into rapport_rules.engagement (event_id, handle, occurred_at, channel)
  select * from ${ENGAGEMENTS.source} r on conflict (event_id) do nothing`);
const INSERT_RATES = `insert into rapport_rules.rate (event_id, from_currency, to_currency, occurred_at, rate)
  select * from ${RATES.source} r on conflict (event_id) do nothing`;
const REMOVE = [
  'delete from rapport_rules.sale where event_id = any($1::uuid[])',
  'delete from rapport_rules.occurrence where event_id = any($1::uuid[])',
  'delete from rapport_rules.engagement where event_id = any($1::uuid[])',
  'delete from rapport_rules.rate where event_id = any($1::uuid[])',
  'delete from rapport_rules.general_cost where event_id = any($1::uuid[])',
];

/** What a batch changes in the rules' tables. */
export interface RuleChanges {
  readonly replaced: readonly string[];
  readonly sales: readonly SaleRow[];
  readonly occurrences: readonly OccurrenceRow[];
  readonly engagements: readonly EngagementRow[];
  readonly rates: readonly FactOf<'ExchangeRateSet'>[];
  readonly costs: readonly GeneralCost[];
  readonly versions: readonly Fact[];
}

/** Sorts the facts that hold into tables. */
export const ruleChanges = ({ replaced, facts }: Effective): RuleChanges => ({
  replaced,
  sales: facts.map(saleRow).filter((row) => row !== null),
  occurrences: facts.map(occurrenceRow).filter((row) => row !== null),
  engagements: facts.map(engagementRow).filter((row) => row !== null),
  rates: facts.filter((fact): fact is FactOf<'ExchangeRateSet'> => fact.type === 'ExchangeRateSet'),
  costs: facts.map(generalCost).filter((cost) => cost !== null),
  versions: facts.filter(({ type }) => type === 'RuleVersionPublished'),
});

/** Writes them, in the batch's transaction. */
export const writeRuleChanges = async (
  sql: Sql,
  { replaced, sales, occurrences, engagements, rates, costs, versions }: RuleChanges,
): Promise<void> => {
  if (replaced.length > 0) for (const statement of REMOVE) await sql.query(statement, [replaced]);
  const sold = sales.map((row) => [row.eventId, row.handle, row.occurredAt, row.kind, row.orderId, row.currency, row.amount, row.cost, row.category, row.channel, row.items ?? null]); // prettier-ignore
  if (sold.length > 0) await sql.query({ ...INSERT_SALES, values: SALES.values(sold) });
  const seen = occurrences.map((row) => [row.eventId, row.handle, row.occurredAt, row.kind, row.about]);
  if (seen.length > 0) await sql.query({ ...INSERT_OCCURRENCES, values: OCCURRENCES.values(seen) });
  const done = engagements.map((row) => [row.eventId, row.handle, row.occurredAt, row.channel]);
  if (done.length > 0) await sql.query({ ...INSERT_ENGAGEMENTS, values: ENGAGEMENTS.values(done) });
  const set = rates.map(({ eventId, occurredAt, data: { from, to, rate } }) => [eventId, from, to, occurredAt, rate]);
  if (set.length > 0) await sql.query(INSERT_RATES, RATES.values(set));
  if (costs.length > 0) await saveGeneralCosts(sql, costs);
  for (const fact of versions) await saveRuleVersion(sql, fact);
};
