import type { Fact, FactOf } from '@rapport/events';
import type { Sql } from '@rapport/postgres';
import { bulk } from '../bulk';

/** A cost that was booked for nobody in particular: for all who came by a channel or campaign. */
export interface GeneralCost {
  readonly eventId: string;
  /** RFC 3339, UTC. */
  readonly occurredAt: string;
  readonly kind: string;
  readonly currency: string;
  /** A decimal text, not negative. */
  readonly amount: string;
  readonly channel: string | null;
  readonly campaign: string | null;
  /** First and last day of the time that it is for; null = nobody said. */
  readonly fromDay: string | null;
  readonly toDay: string | null;
}

const text = (name: string) => ({ name, type: 'text' });
const { source, values } = bulk([{ name: 'event_id', type: 'uuid' }, ...['occurred_at', 'kind', 'currency', 'amount', 'channel', 'campaign', 'from_day', 'to_day'].map(text)]); // prettier-ignore
const INSERT = `
  insert into rapport_rules.general_cost (event_id, occurred_at, kind, currency, amount, channel, campaign, from_day, to_day)
  select * from ${source} r on conflict (event_id) do nothing`;
const ALL = `
  select event_id::text as "eventId", occurred_at as "occurredAt", kind, currency, amount, channel, campaign, from_day as "fromDay", to_day as "toDay"
  from rapport_rules.general_cost order by occurred_at, event_id`;

/** The cost of a fact; null for one that is of a customer, or is none. */
export const generalCost = (fact: Fact): GeneralCost | null => {
  if (fact.type !== 'CostBooked' || fact.handles.some(({ type }) => type !== 'event')) return null;
  const { eventId, occurredAt, data } = fact as FactOf<'CostBooked'>;
  const { kind, currency, amount, costChannel = null, campaign = null, periodFrom = null, periodTo = null } = data;
  return { eventId, occurredAt, kind, currency, amount, channel: costChannel, campaign, fromDay: periodFrom, toDay: periodTo }; // prettier-ignore
};

/** Writes costs, each once. */
export const saveGeneralCosts = async (sql: Sql, costs: readonly GeneralCost[]): Promise<void> => {
  const rows = costs.map((one) => [one.eventId, one.occurredAt, one.kind, one.currency, one.amount, one.channel, one.campaign, one.fromDay, one.toDay]); // prettier-ignore
  await sql.query(INSERT, values(rows));
};

/** All costs that were booked for nobody in particular, oldest first. */
export const generalCosts = async (sql: Sql): Promise<readonly GeneralCost[]> =>
  (await sql.query<GeneralCost>(ALL)).rows;
