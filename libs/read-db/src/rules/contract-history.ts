import { dayText, type ContractParams, type ContractRow } from '@rapport/decisions';
import { endOfDay } from '@rapport/events';
import { runningAt, type ContractInput } from './contract-subjects';
import { contractTerms, type ContractDay } from './contract-terms';

/** So many past quarters, or whatever the horizon is, are looked at. */
const SNAPSHOTS = 4;

/** Contracts of everybody on one past day, and whether each ended within `horizon` days after it; the outcome must be known. */
export const contractRowsAt = (
  input: ContractInput,
  at: ContractDay,
  { zone, horizon, params }: { readonly zone: string; readonly horizon: number; readonly params: ContractParams },
): readonly ContractRow[] => {
  const last = at.day + horizon;
  const to = Date.parse(endOfDay(dayText(last), zone));
  return [...input.occurrences].flatMap(([customer, happened]) => {
    if (!happened.some(({ kind }) => kind === 'contract')) return [];
    const running = runningAt(input, customer, at, params);
    if (running.length === 0) return [];
    const then = contractTerms(happened.filter((one) => one.at < to), last); // prettier-ignore
    return running.map(({ contract, facts, terms }): ContractRow => {
      const later = then.find((one) => one.contract === contract && one.startDay === terms.startDay);
      return { customer, facts, ended: later?.overOn !== undefined };
    });
  });
};

/** Contracts on past days, a horizon apart, the outcome of the newest of them known at the end of `until`. */
export const contractHistory = (
  input: ContractInput,
  until: number,
  look: { readonly zone: string; readonly horizon: number; readonly params: ContractParams },
): readonly ContractRow[] =>
  Array.from({ length: SNAPSHOTS }, (_, nth) => until - look.horizon * (nth + 1)).flatMap((day) =>
    contractRowsAt(input, { day, to: Date.parse(endOfDay(dayText(day), look.zone)) }, look),
  );
