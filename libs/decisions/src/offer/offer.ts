import { associationRules, type AssociationRule } from '@rapport/models';
import type { ClassStanding, Placed } from '../classes';
import { counted } from '../counted';
import { signalChanges, type SignalOutcome } from '../signals/signal-placed';
import type { OfferParams } from './offer-params';

/** A customer, and what they have. */
export interface Owner {
  readonly customer: string;
  /** What they bought in the window, each once. */
  readonly basket: readonly string[];
  /** What they ever bought, or have registered. */
  readonly owned: ReadonlySet<string>;
}

/** Something to offer, and why. */
export interface Offer {
  readonly item: string;
  /** What they have that speaks for it. */
  readonly because: string;
  /** Customers with both, and the share of all customers that they are. */
  readonly count: number;
  readonly support: number;
  /** Share of customers with `because` who have the item. */
  readonly confidence: number;
  /** Confidence ÷ share of all customers who have the item. */
  readonly lift: number;
}

/** Somebody to whom something can be offered. */
export interface Offered<Customer extends Owner = Owner> extends Placed {
  readonly of: Customer;
  /** The best first. */
  readonly offers: readonly Offer[];
}

export interface OfferOutcome<Customer extends Owner> extends SignalOutcome<Offered<Customer>> {
  /** Pairs of things that go together often enough. */
  readonly pairs: number;
}

/** The one level of an offer. */
export const LIKELY = 'likely';
const round = (value: number, places: number): number => Math.round(value * 10 ** places) / 10 ** places;

const offerOf = ({ given, then, count, support, confidence, lift }: AssociationRule): Offer => ({
  ...{ item: then, because: given[0]!, count },
  ...{ support: round(support, 6), confidence: round(confidence, 4), lift: round(lift, 2) },
});

const better = (a: Offer, b: Offer): number =>
  b.confidence - a.confidence || b.lift - a.lift || (`${a.item} ${a.because}` < `${b.item} ${b.because}` ? -1 : 1);

/** Of each thing that somebody does not have the rule that speaks for it most. */
const offersFor = ({ basket, owned }: Owner, rules: ReadonlyMap<string, readonly Offer[]>): readonly Offer[] => {
  const best = new Map<string, Offer>();
  for (const offer of basket.flatMap((item) => rules.get(item) ?? [])) {
    const other = best.get(offer.item);
    if (!owned.has(offer.item) && (!other || better(offer, other) < 0)) best.set(offer.item, offer);
  }
  return [...best.values()].sort(better);
};

/** Who was offered something that is still among the offers is not offered another thing first. */
const steady = (offers: readonly Offer[], mark: string | undefined): readonly Offer[] => {
  const before = offers.find(({ item }) => item === mark);
  return before ? [before, ...offers.filter((one) => one !== before)] : offers;
};

/**
 * What to offer whom next at the end of a day: what customers with a thing in their basket have too, more often than chance, and this one
 * does not have. The offer stays as long as it holds, so that nobody is told another thing each day. `customers` are all who ever bought and
 * do not object to being judged, in any order: who objects feeds no rule either.
 */
export const nextOffers = <Customer extends Owner>(
  customers: readonly Customer[],
  previous: ReadonlyMap<string, ClassStanding>,
  { date, ...params }: OfferParams & { readonly date: string },
): OfferOutcome<Customer> => {
  const { minCustomers, minConfidence, minLift } = params;
  const baskets = customers.filter(({ basket }) => basket.length > 0).map(({ basket }) => basket);
  const wanted = new Set(params.items);
  const found = associationRules(baskets, { minCount: minCustomers, minConfidence })
    .filter(({ then, lift }) => lift >= minLift && (wanted.size === 0 || wanted.has(then)))
    .map(offerOf);
  const rules = new Map<string, Offer[]>();
  for (const offer of found) rules.set(offer.because, [...(rules.get(offer.because) ?? []), offer]);
  const offered = customers.flatMap((of): readonly Offered<Customer>[] => {
    const offers = steady(offersFor(of, rules), previous.get(of.customer)?.mark).slice(0, params.offers);
    const [first] = offers;
    return first ? [{ customer: of.customer, tier: LIKELY, mark: first.item, of, offers }] : [];
  });
  return { ...signalChanges(offered, previous, date), pairs: found.length };
};

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** Why something is offered, in words. */
export const offerReasons = (offers: readonly Offer[]): readonly string[] =>
  offers.map(
    ({ item, because, count, confidence, lift }) =>
      `${item}: ${percent(confidence)} of customers with ${because} have it (${counted(count, 'customer')}, ${lift.toFixed(1)}× chance)`,
  );
