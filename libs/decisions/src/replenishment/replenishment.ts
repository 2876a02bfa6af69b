import { overdue } from '@rapport/models';
import { dayNumber, dayText } from '../cadence-pace';
import type { ClassStanding, Placed } from '../classes';
import { counted } from '../counted';
import {
  markOfNames,
  namesOfMark,
  signalChanges,
  type SignalChange,
  type SignalOutcome,
} from '../signals/signal-placed';
import { itemCycles, type BoughtDays, type ItemCycle } from './cycles';
import type { ReplenishmentParams } from './replenishment-params';

/** A customer, and when they bought what. */
export interface Replenisher {
  readonly customer: string;
  readonly bought: readonly BoughtDays[];
}

/** A thing that somebody needs again. */
export interface NeededItem {
  readonly item: string;
  /** The day of the last purchase. */
  readonly lastBought: string;
  readonly daysSince: number;
  /** After how many days they need it again: their own gaps, drawn to those of everybody. */
  readonly paceDays: number;
  /** Days since ÷ pace. */
  readonly ratio: number;
  readonly ownGaps: number;
  /** Of everybody. */
  readonly medianDays: number;
  readonly replacements: number;
}

/** Somebody who needs something again. */
export interface Needing<Customer extends Replenisher = Replenisher> extends Placed {
  readonly of: Customer;
  /** The most overdue first. */
  readonly items: readonly NeededItem[];
}

export interface ReplenishmentOutcome<Customer extends Replenisher> extends SignalOutcome<Needing<Customer>> {
  readonly cycles: ReadonlyMap<string, ItemCycle>;
}

const round = (value: number, places: number): number => Math.round(value * 10 ** places) / 10 ** places;
const TOLD_MAX = 5;

const neededBy = (
  { bought }: Replenisher,
  close: number,
  cycles: ReadonlyMap<string, ItemCycle>,
  { priorGaps, leadDays, untilRatio }: ReplenishmentParams,
): readonly NeededItem[] =>
  bought
    .flatMap(({ item, days }): readonly NeededItem[] => {
      const cycle = cycles.get(item);
      if (!cycle) return [];
      const gaps = days.slice(1).map((day, nth) => day - days[nth]!);
      const daysSince = close - days.at(-1)!;
      const { pace, ratio } = overdue(gaps, daysSince, { categoryGap: cycle.medianDays, priorGaps });
      if (daysSince + leadDays < pace || ratio > untilRatio) return [];
      const found = { daysSince, paceDays: round(pace, 1), ratio: round(ratio, 2), ownGaps: gaps.length };
      return [{ item, lastBought: dayText(days.at(-1)!), ...found, ...cycle }];
    })
    .sort((a, b) => b.ratio - a.ratio || (a.item < b.item ? -1 : 1));

/**
 * Who needs something again at the end of a day: the days since they bought it have come to the pace at which it is bought again,
 * which is that of the thing (half are replaced by then) as long as little is known of the customer, and their own the more gaps they have.
 * It is cleared by the next purchase. `customers` are all who ever bought, in any order.
 */
export const replenishment = <Customer extends Replenisher>(
  customers: readonly Customer[],
  previous: ReadonlyMap<string, ClassStanding>,
  { date, ...params }: ReplenishmentParams & { readonly date: string },
): ReplenishmentOutcome<Customer> => {
  const close = dayNumber(date);
  const wanted = new Set(params.items);
  const kept = customers.map((of) => ({
    of,
    bought: wanted.size === 0 ? of.bought : of.bought.filter(({ item }) => wanted.has(item)),
  }));
  const cycles = itemCycles(kept.map(({ bought }) => bought), close, params.minReplacements); // prettier-ignore
  const needing = kept.flatMap(({ of, bought }): readonly Needing<Customer>[] => {
    const items = neededBy({ customer: of.customer, bought }, close, cycles, params).slice(0, TOLD_MAX);
    if (items.length === 0) return [];
    const tier = items[0]!.ratio > 1 ? 'overdue' : 'due';
    return [{ customer: of.customer, tier, mark: neededMark(items), of, items }];
  });
  const { changes, standings } = signalChanges(needing, previous, date);
  return { changes: changes.map((change) => raisedAnew(change, previous)), standings, cycles };
};

/** What a standing remembers: the things, each with the purchase from which it is counted. */
export const neededMark = (items: readonly Pick<NeededItem, 'item' | 'lastBought'>[]): string =>
  markOfNames(items.map(({ item, lastBought }) => `${lastBought} ${item}`));

/** Who bought all that they were signalled for, and needs it once more, is signalled anew: the purchase in between has cleared it. */
const raisedAnew = <Customer extends Replenisher>(
  change: SignalChange<Needing<Customer>>,
  previous: ReadonlyMap<string, ClassStanding>,
): SignalChange<Needing<Customer>> => {
  if (change.kind !== 'changed') return change;
  const { customer, member } = change;
  const before = new Set(namesOfMark(previous.get(customer)!.mark));
  return namesOfMark(member.mark).some((name) => before.has(name)) ? change : { kind: 'raised', customer, member };
};

/** Why a signal is over: they bought one of the things since, or it is too late by now. */
export const whyReplenished = (
  { mark, since }: ClassStanding,
  bought: readonly BoughtDays[] | undefined,
): 'bought' | 'no-longer' => {
  const names = new Set(namesOfMark(mark).map((name) => name.slice(name.indexOf(' ') + 1)));
  const from = dayNumber(since);
  return bought?.some(({ item, days }) => names.has(item) && days.at(-1)! > from) ? 'bought' : 'no-longer';
};

/** Why somebody is signalled, in words. */
export const replenishmentReasons = (items: readonly NeededItem[]): readonly string[] =>
  items.map(({ item, paceDays, daysSince, ownGaps, replacements }) => {
    const own = ownGaps > 0 ? `${counted(ownGaps, 'gap')} of their own and ` : '';
    return `${item}: needed again after ${paceDays} days (${own}${counted(replacements, 'gap')} of others), last bought ${counted(daysSince, 'day')} ago`;
  });
