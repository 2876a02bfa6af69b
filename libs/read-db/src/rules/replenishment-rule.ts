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
import type { Movement } from './book';
import { counts } from './figures';
import { itemsOf, Prices } from './items';
import { paramsOf } from './params-of';
import type { Decision, RuleInput, RuleKind } from './rule';
import { signalCleared, signalRaised, signalSaid } from './signal-decision';

const SIGNAL = 'replenishment';

interface Customer extends Replenisher {
  readonly sales: readonly Movement[];
}

/** When everybody bought what; and what things cost. */
const bought = (input: RuleInput, by: ItemsBy): { readonly customers: readonly Customer[]; readonly prices: Prices } => {
  const to = Date.parse(input.close.endsAt);
  const prices = new Prices(input.rates, input.currency);
  const customers = [...input.books].flatMap(([customer, movements]): readonly Customer[] => {
    const sales = movements.filter((one) => one.kind === 'sale' && counts(one, to)).sort((a, b) => a.at - b.at);
    const days = new Map<string, number[]>();
    for (const sale of sales) {
      for (const thing of itemsOf(sale, by)) {
        prices.add(thing, sale);
        const known = days.get(thing.name);
        if (!known) days.set(thing.name, [sale.day]);
        else if (known.at(-1)! < sale.day) known.push(sale.day);
      }
    }
    if (days.size === 0) return [];
    return [{ customer, sales, bought: [...days].map(([item, all]): BoughtDays => ({ item, days: all })) }];
  });
  return { customers, prices };
}; // prettier-ignore

/** The sales with things that are needed again, newest first. */
const salesOf = ({ sales }: Customer, items: readonly NeededItem[], by: ItemsBy): readonly string[] => {
  const names = new Set(items.map(({ item }) => item));
  return sales.filter((sale) => itemsOf(sale, by).some(({ name }) => names.has(name))).map(({ eventId }) => eventId).reverse(); // prettier-ignore
};

/** Who needs something again (libs/decisions/src/replenishment) over the lines of the customers' orders. */
export const replenishmentRule: RuleKind<ClassStanding> = {
  decide(input, previous) {
    const params = paramsOf(input, readReplenishmentParams);
    const { customers, prices } = bought(input, params.by);
    const outcome = replenishment(customers, previous, { ...params, date: input.close.date });
    const known = new Map(customers.map((one) => [one.customer, one.bought]));
    const decisions = outcome.changes.map((change): Decision => {
      const { customer } = change;
      if (change.kind === 'cleared') {
        const why = whyReplenished(change.before, known.get(customer));
        return signalCleared(input, customer, { signal: SIGNAL, level: change.level, why });
      }
      const { of, items, tier: level } = change.member;
      return signalRaised(input, customer, {
        ...{ signal: SIGNAL, level, reasons: replenishmentReasons(items), figures: { by: params.by, items } },
        valueAtStake: items.reduce((sum, { item }) => sum + prices.of(item), 0).toFixed(2),
        events: salesOf(of, items, params.by),
        ...(change.kind === 'changed' && { previousLevel: change.previousLevel }),
      });
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
