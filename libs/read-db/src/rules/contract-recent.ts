import { engagementFalls, type ContractFacts, type ContractParams, type EngagedDay } from '@rapport/decisions';
import type { ContractDay } from './contract-terms';
import { byBill, isLate } from './late-bills';
import type { Occurrence } from './occurrences';

const RECENT_DAYS = 90;
const BILL_DAYS = 180;
const YEAR_DAYS = 365;
/** What the customer's own events of late say, the same for all of their contracts. */
export const recentOf = (
  until: readonly Occurrence[],
  engaged: readonly EngagedDay[] | undefined,
  { day, to }: ContractDay,
  params: ContractParams,
): Pick<ContractFacts, 'contacts' | 'complaints' | 'bad' | 'lateBills' | 'downgraded' | 'lessOn'> => {
  const count = (days: number, is: (one: Occurrence) => boolean): number =>
    until.filter((one) => day - one.day < days && is(one)).length;
  const payments = byBill(until.filter(({ kind }) => kind === 'paid'));
  return {
    contacts: count(RECENT_DAYS, ({ kind, about }) => kind === 'service' && about['of'] !== 'complaint'),
    complaints: count(RECENT_DAYS, ({ kind, about }) => kind === 'service' && about['of'] === 'complaint'),
    bad: count(RECENT_DAYS, ({ kind, about }) => kind === 'bad' && about['what'] !== 'downgraded'),
    lateBills: count(BILL_DAYS, (one) => one.kind === 'bill' && isLate(one, payments.get(one.about['bill'] ?? '') ?? [], to)),
    downgraded: count(YEAR_DAYS, ({ kind, about }) => kind === 'bad' && about['what'] === 'downgraded') > 0,
    lessOn: engaged ? engagementFalls(engaged, day, params).length : 0,
  };
}; // prettier-ignore
