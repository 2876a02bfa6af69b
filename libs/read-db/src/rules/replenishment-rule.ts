import {
  neededMark,
  readReplenishmentParams,
  replenishment,
  replenishmentReasons,
  whyReplenished,
  type BoughtDays,
  type ClassStanding,
  type ItemsBy,
  type NeededItem,
  type Replenisher,
} from '@rapport/decisions';
import { Prices } from './items';
import { keptThings, type KeptSale } from './kept-things';
import { paramsOf } from './params-of';
import type { RuleInput, RuleKind } from './rule';
import { signalDecisions, signalSaid } from './signal-decision';

interface Customer extends Replenisher {
  /** Earliest first. */
  readonly kept: readonly KeptSale[];
}

/** When everybody bought what; and what things cost. */
const bought = (input: RuleInput, by: ItemsBy): { readonly customers: readonly Customer[]; readonly prices: Prices } => {
  const to = Date.parse(input.close.endsAt);
  const prices = new Prices(input.rates, input.currency);
  const customers = [...input.books].flatMap(([customer, movements]): readonly Customer[] => {
    const kept = keptThings(movements, to, by);
    const days = new Map<string, number[]>();
    for (const { sale, things } of kept) {
      for (const thing of things) {
        prices.add(thing, sale);
        const known = days.get(thing.name);
        if (!known) days.set(thing.name, [sale.day]);
        else if (known.at(-1)! < sale.day) known.push(sale.day);
      }
    }
    if (days.size === 0) return [];
    return [{ customer, kept, bought: [...days].map(([item, all]): BoughtDays => ({ item, days: all })) }];
  });
  return { customers, prices };
}; // prettier-ignore

/** The sales with things that are needed again, newest first. */
const salesOf = ({ kept }: Customer, items: readonly NeededItem[]): readonly string[] => {
  const names = new Set(items.map(({ item }) => item));
  return kept.filter(({ things }) => things.some(({ name }) => names.has(name))).map(({ sale }) => sale.eventId).reverse(); // prettier-ignore
};

/** Who needs something again (libs/decisions/src/replenishment) over the lines of the customers' orders. */
export const replenishmentRule: RuleKind<ClassStanding> = {
  decide(input, previous) {
    const params = paramsOf(input, readReplenishmentParams);
    const { customers, prices } = bought(input, params.by);
    const outcome = replenishment(customers, previous, { ...params, date: input.close.date });
    const known = new Map(customers.map((one) => [one.customer, one.bought]));
    const decisions = signalDecisions(input, outcome.changes, {
      signal: 'replenishment',
      found: ({ of, items }) => ({
        ...{ reasons: replenishmentReasons(items), figures: { by: params.by, items }, events: salesOf(of, items) },
        valueAtStake: items.reduce((sum, { item }) => sum + prices.of(item), 0).toFixed(2),
      }),
      why: (customer, before) => whyReplenished(before, known.get(customer)),
    });
    const cycles = [...outcome.cycles].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, CYCLES_TOLD);
    return {
      ...{ decisions, population: customers.length, cutoffs: [], kept: outcome.standings },
      figures: { needing: outcome.standings.size, cycles: cycles.map(([item, cycle]) => ({ item, ...cycle })) },
    };
  },
  said: (decision) => signalSaid(decision, ({ items }) => neededMark(items as readonly NeededItem[])),
  kept: ({ said }) => said as unknown as ClassStanding,
};

/** Cycles in the record of a run. */
const CYCLES_TOLD = 200;
