import { nextOffers, offerReasons, readOfferParams, type ClassStanding, type Offer, type OfferParams, type Owner } from '@rapport/decisions'; // prettier-ignore
import { countingOf } from './buyers';
import { Prices } from './items';
import { keptThings, type KeptSale } from './kept-things';
import { paramsOf } from './params-of';
import type { RuleInput, RuleKind } from './rule';
import { signalDecisions, signalSaid } from './signal-decision';

/** Of somebody with very many things the newest speak for what comes next. */
const BASKET_MAX = 50;

interface Customer extends Owner {
  /** Newest first. */
  readonly kept: readonly KeptSale[];
}

/** What everybody has; what they have registered and never bought here is theirs too. */
const ownersOf = (input: RuleInput, { by, window }: OfferParams): { readonly owners: readonly Customer[]; readonly prices: Prices } => {
  const { from, to } = countingOf(input, { window, basis: 'net', reportingCurrency: input.currency });
  const prices = new Prices(input.rates, input.currency);
  const owners = [...input.books].map(([customer, movements]): Customer => {
    const kept = [...keptThings(movements, to, by)].reverse();
    const basket = new Set<string>();
    const owned = new Set<string>();
    for (const { sale, things } of kept) {
      for (const thing of things) {
        prices.add(thing, sale);
        owned.add(thing.name);
        if (sale.at >= from && basket.size < BASKET_MAX) basket.add(thing.name);
      }
    }
    for (const { kind, about, at } of input.occurrences.get(customer) ?? []) {
      const name = about[by];
      if (kind === 'warranty' && at < to && name !== undefined) owned.add(name);
    }
    return { customer, kept, basket: [...basket], owned };
  });
  return { owners, prices };
}; // prettier-ignore

/** The purchases of what speaks for the offers, newest first. */
const salesBehind = ({ kept }: Customer, offers: readonly Offer[]): readonly string[] => {
  const names = new Set(offers.map(({ because }) => because));
  return kept.filter(({ things }) => things.some(({ name }) => names.has(name))).map(({ sale }) => sale.eventId);
};

/** The next best offer (libs/decisions/src/offer) over the lines of the customers' orders. */
export const offerRule: RuleKind<ClassStanding> = {
  looksAtOccurrences: true,
  decide(input, previous) {
    const params = paramsOf(input, readOfferParams);
    const { owners, prices } = ownersOf(input, params);
    const { changes, standings, pairs } = nextOffers(owners, previous, { ...params, date: input.close.date });
    const known = new Map(owners.map((one) => [one.customer, one]));
    const decisions = signalDecisions(input, changes, {
      signal: 'offer',
      found: ({ of, offers }) => ({
        ...{ score: offers[0]!.confidence, reasons: offerReasons(offers), events: salesBehind(of, offers) },
        valueAtStake: (offers[0]!.confidence * prices.of(offers[0]!.item)).toFixed(2),
        figures: { by: params.by, offers },
      }),
      why: (customer, { mark }) => (known.get(customer)?.owned.has(mark) ? 'bought' : 'no-longer'),
    });
    return {
      ...{ decisions, population: owners.length, cutoffs: [], kept: standings },
      figures: { offered: standings.size, pairs },
    };
  },
  said: (decision) => signalSaid(decision, ({ offers }) => (offers as readonly Offer[])[0]!.item),
  kept: ({ said }) => said as unknown as ClassStanding,
};
