import { dayNumber } from '@rapport/decisions';
import type { Occurrence } from './occurrences';

/** The end of a day that somebody looks from. */
export interface ContractDay {
  /** A day number. */
  readonly day: number;
  /** Its exclusive end in milliseconds. */
  readonly to: number;
}

/** A contract as it stood after what happened up to a moment. */
export interface ContractTerms {
  /** Source and number. */
  readonly contract: string;
  /** First day, a day number; as it was stated, else that of the event. */
  readonly startDay: number;
  /** Last day as far as anybody said; undefined = nobody did. */
  readonly endDay?: number;
  /** The day on which it was over; undefined = it runs. */
  readonly overOn?: number;
  readonly notice: boolean;
  readonly autoRenew?: boolean;
  readonly termMonths?: number;
  readonly monthlyAmount?: string;
  readonly currency?: string;
  /** What began it, and the last word on it. */
  readonly events: readonly string[];
}

const begun = ({ about, day, eventId }: Occurrence): ContractTerms => ({
  contract: about['contract']!,
  startDay: about['startsOn'] === undefined ? day : dayNumber(about['startsOn']),
  notice: false,
  events: [eventId],
});

/** What an event says of length and price, over what was known. */
const withTerms = (known: ContractTerms, { about, eventId }: Occurrence): ContractTerms => ({
  ...known,
  ...(about['endsOn'] !== undefined && { endDay: dayNumber(about['endsOn']) }),
  ...(about['termMonths'] !== undefined && { termMonths: Number(about['termMonths']) }),
  ...(about['autoRenew'] !== undefined && { autoRenew: about['autoRenew'] === 'true' }),
  ...(about['monthlyAmount'] !== undefined && { monthlyAmount: about['monthlyAmount'] }),
  ...(about['currency'] !== undefined && { currency: about['currency'] }),
  events: [...new Set([known.events[0]!, eventId])],
});

const moved = (known: ContractTerms, one: Occurrence): ContractTerms => {
  const next = withTerms(known, one);
  if (one.kind !== 'term') return next;
  const { state } = one.about;
  if (state === 'over') return { ...next, overOn: one.day };
  return { ...next, notice: state === 'notice' };
};

/** One whose last day is past, under notice or without going on by itself, is over also when nobody said so. */
const endedByItself = (terms: ContractTerms, day: number): ContractTerms => {
  const { overOn, endDay, notice, autoRenew } = terms;
  if (overOn !== undefined || endDay === undefined || endDay >= day) return terms;
  return notice || autoRenew === false ? { ...terms, overOn: endDay } : terms;
};

/**
 * Contracts by what was said of them, those that are over too; one that begins again after it was over is another one. Of an end that nobody saw
 * come true (the last day is past, it may go on by itself, nobody said anything) a contract is taken to go on.
 * @param until what happened up to the end of a day, oldest first; @param day that day, a day number
 */
export const contractTerms = (until: readonly Occurrence[], day: number): readonly ContractTerms[] => {
  const known = new Map<string, ContractTerms>();
  const over: ContractTerms[] = [];
  for (const one of until) {
    const contract = one.about['contract'];
    if (contract === undefined || !['contract', 'term', 'plan', 'bad'].includes(one.kind)) continue;
    const before = known.get(contract);
    if (one.kind === 'contract' && (!before || before.overOn !== undefined)) {
      if (before) over.push(before);
      known.set(contract, withTerms(begun(one), one));
    } else if (before) known.set(contract, moved(before, one));
  }
  return [...over, ...known.values()].map((terms) => endedByItself(terms, day));
};
