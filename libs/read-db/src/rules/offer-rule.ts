import { nextOffers, offerReasons, readOfferParams, type ClassStanding, type Offer, type OfferParams, type Owner } from '@rapport/decisions'; // prettier-ignore
import type { Movement } from './book';
import { countingOf } from './buyers';
import { counts } from './figures';
import { itemsOf, Prices } from './items';
import { paramsOf } from './params-of';
import type { Decision, RuleInput, RuleKind } from './rule';
import { signalCleared, signalRaised, signalSaid } from './signal-decision';

const SIGNAL = 'offer';
/** Of somebody with very many things the newest speak for what comes next. */
const BASKET_MAX = 50;

interface Customer extends Owner {
  /** Newest first. */
  readonly sales: readonly Movement[];
}

/** What everybody has; what they have registered and never bought here is theirs too. */
const ownersOf = (input: RuleInput, { by, window }: OfferParams): { readonly owners: readonly Customer[]; readonly prices: Prices } => {
  const { from, to } = countingOf(input, { window, basis: 'net', reportingCurrency: input.currency });
  const prices = new Prices(input.rates, input.currency);
  const owners = [...input.books].map(([customer, movements]): Customer => {
    const sales = movements.filter((one) => one.kind === 'sale' && counts(one, to)).sort((a, b) => b.at - a.at);
    const basket = new Set<string>();
    const owned = new Set<string>();
    for (const sale of sales) {
      for (const thing of itemsOf(sale, by)) {
        prices.add(thing, sale);
        owned.add(thing.name);
        if (sale.at >= from && basket.size < BASKET_MAX) basket.add(thing.name);
      }
    }
    for (const { kind, about, at } of input.occurrences.get(customer) ?? []) {
      const name = about[by];
      if (kind === 'warranty' && at < to && name !== undefined) owned.add(name);
    }
    return { customer, sales, basket: [...basket], owned };
  });
  return { owners, prices };
}; // prettier-ignore

/** The purchases of what speaks for the offers, newest first. */
const salesBehind = ({ sales }: Customer, offers: readonly Offer[], by: OfferParams['by']): readonly string[] => {
  const names = new Set(offers.map(({ because }) => because));
  return sales.filter((sale) => itemsOf(sale, by).some(({ name }) => names.has(name))).map(({ eventId }) => eventId); // prettier-ignore
};

/** The next best offer (libs/decisions/src/offer) over the lines of the customers' orders. */
export const offerRule: RuleKind<ClassStanding> = {
  looksAtOccurrences: true,
  decide(input, previous) {
    const params = paramsOf(input, readOfferParams);
    const { owners, prices } = ownersOf(input, params);
    const { changes, standings, pairs } = nextOffers(owners, previous, { ...params, date: input.close.date });
    const known = new Map(owners.map((one) => [one.customer, one]));
    const decisions = changes.map((change): Decision => {
      const { customer } = change;
      if (change.kind === 'cleared') {
        const why = known.get(customer)?.owned.has(change.before.mark) ? 'bought' : 'no-longer';
        return signalCleared(input, customer, { signal: SIGNAL, level: change.level, why });
      }
      const { of, offers, tier: level } = change.member;
      const best = offers[0]!;
      return signalRaised(input, customer, {
        ...{ signal: SIGNAL, level, score: best.confidence, reasons: offerReasons(offers) },
        valueAtStake: (best.confidence * prices.of(best.item)).toFixed(2),
        ...{ events: salesBehind(of, offers, params.by), figures: { by: params.by, offers } },
        ...(change.kind === 'changed' && { previousLevel: change.previousLevel }),
      });
    });
    return {
      ...{ decisions, population: owners.length, cutoffs: [], kept: standings },
      figures: { offered: standings.size, pairs },
    };
  },
  said: (decision) => signalSaid(decision, ({ offers }) => (offers as readonly Offer[])[0]!.item),
  kept: ({ said }) => said as unknown as ClassStanding,
};
