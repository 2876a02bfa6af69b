import { type Customer, customerFields } from './customer-view/query';
import { customerViewTable } from './customer-view/table';
import { selectionOf, tablePathOf } from './row-table';
import type { SignalDecision } from './signals/fold';
import { signalsTable } from './signals/table';
import { currentOf, decisionsNow } from './standing';
import { openTasks, type CardTask } from './tasks/query';
import type { TierDecision } from './tiers/fold';
import { tiersTable } from './tiers/table';

const ofTiers = [
  ...(['key', 'kind', 'customer', 'rule', 'tier', 'rankTier', 'since', 'date', 'rank'] as const),
  ...(['population', 'value', 'currency', 'position'] as const),
];
const ofSignals = [
  ...(['key', 'customer', 'rule', 'signal', 'level', 'score', 'odds', 'reasons', 'valueAtStake'] as const),
  ...(['currency', 'date', 'dueFrom', 'figures', 'position'] as const),
];

/** A tier as a card shows it. */
export type CardTier = Pick<TierDecision, (typeof ofTiers)[number]>;
/** A signal as a card shows it. */
export type CardSignal = Pick<SignalDecision, (typeof ofSignals)[number]>;

/** What the tables of cards hold about some handles. */
export interface CardRows {
  readonly customers: readonly Customer[];
  /** Of each rule and handle the decision that holds, also that nothing holds. */
  readonly tiers: readonly CardTier[];
  readonly signals: readonly CardSignal[];
  /** Open tasks, the most urgent first; fifty of all handles together. */
  readonly tasks: readonly CardTask[];
}

const list = (select: string): string => `(select coalesce(json_agg(x), '[]') from (${select}) x)`;

/**
 * SQL of one `CardRows`, for a statement that is prepared once: cards are read while somebody waits on the phone.
 * @param ids SQL of current and old ids of customers, a uuid[].
 * @param position SQL of the position up to which runs were closed.
 */
export const cardRows = (ids: string, position: string): string => `select
  ${list(`select ${selectionOf(customerViewTable, 'c', customerFields)}
    from ${tablePathOf(customerViewTable)} c where c.key = any(${ids}::uuid[])`)} as customers,
  ${list(decisionsNow(tiersTable, ofTiers, ids, position))} as tiers,
  ${list(decisionsNow(signalsTable, ofSignals, ids, position))} as signals,
  ${list(openTasks(ids))} as tasks`;

/** The tiers that a customer of these ids is in, by name of the rule. */
export const tiersHeld = ({ tiers }: CardRows, customer: string, ids: ReadonlySet<string>): readonly CardTier[] =>
  currentOf(
    tiers.filter((row) => ids.has(row.customer)),
    customer,
    ({ kind }) => kind === 'assigned',
  );

/** The signals about a customer of these ids that hold, by name of the rule. */
export const signalsHeld = ({ signals }: CardRows, customer: string, ids: ReadonlySet<string>): readonly CardSignal[] =>
  currentOf(
    signals.filter((row) => ids.has(row.customer)),
    customer,
    ({ level }) => level !== null,
  );
