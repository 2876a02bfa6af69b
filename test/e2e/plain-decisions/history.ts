import type { Random } from '@rapport/testing';
import { DAY_MS, dateOf, endOf, numberOf } from './days';

type Identifier = Readonly<Record<string, string>>;
const card = (n: number): Identifier => ({ type: 'loyaltyCard', issuer: 'pos', value: `LC-${n}` });
const mail = (n: number): Identifier => ({ type: 'email', value: `someone${n}@example.com` });

/** Zones whose clocks do odd things: at midnight, by half an hour, or leave a day out. */
export const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Shanghai', 'Australia/Lord_Howe', 'Asia/Beirut', 'America/Havana', 'Pacific/Chatham', 'Africa/Cairo', 'Pacific/Apia']; // prettier-ignore

/** Of equal totals there should be many. */
const AMOUNTS = ['10.00', '10', '20.00', '10.000', '5.10', '100', '129.90', '30.000000', '7.005'];
const ODD = ['0', '0.00', '-5.00', '-20', '0.000001', '0.0000005', '0.0000015', '0.000000001', '999999999999.99', '-999999999999.99']; // prettier-ignore
/** The most that an amount may be, and its opposite. */
const HUGE = ['999999999999999999.999999999', '-999999999999999999.999999999', '9223372036854.775807', '-9223372036854.775808', '-9300000000000.01']; // prettier-ignore
const CURRENCIES = ['EUR', 'EUR', 'EUR', 'EUR', 'EUR', 'USD', 'GBP', 'JPY', 'CHF'];
const RATES = ['0.92', '1.1', '0.000000001', '3', '0.333333333', '151.25', '1000000'];
const CATEGORIES = ['laptop', 'phone', 'tea', '__proto__'];
const TYPES = [...Array(11).fill('PurchaseMade'), 'ItemReturned', 'ItemReturned', 'OrderCancelled', 'OrderCancelled', 'ExchangeRateSet', 'AdviceRequested', 'StoreVisited', 'OpportunityOpened', 'OpportunityLost', 'QuoteRequested', 'ProfileStated', 'Consent']; // prettier-ignore
const CHANNELS: Readonly<Record<string, readonly string[]>> = {
  ...{ PurchaseMade: ['web', 'store'], ItemReturned: ['web', 'store'], OrderCancelled: ['web', 'store'], ExchangeRateSet: ['business'] },
  ...{ AdviceRequested: ['store'], StoreVisited: ['store'], OpportunityOpened: ['business'], OpportunityLost: ['business'] },
  ...{ QuoteRequested: ['web'], ProfileStated: ['business'], ConsentDenied: ['web'], ConsentGiven: ['web'] },
}; // prettier-ignore

/** What histories are made of. */
export interface Making {
  readonly random: Random;
  readonly zone: string;
  readonly people: number;
  readonly from: string;
  readonly days: number;
  readonly isHuge: boolean;
}

/** Some moment: often the very first or last of a local day, often the same as another's. */
export const momentOf = ({ random, zone, from, days }: Making): string => {
  const first = numberOf(from);
  const day = first + random.below(days);
  const kind = random.below(8);
  const at = (moment: number): string => new Date(moment).toISOString();
  if (kind === 0) return at(endOf(day, zone));
  if (kind === 1) return at(endOf(day, zone) - 1);
  if (kind === 2) return at(endOf(day, zone) - 1_000).replace('.000Z', 'Z');
  if (kind === 3) return `${dateOf(day)}T12:00:00+02:00`;
  if (kind === 4) return `${dateOf(first + 7 * random.below(days / 7))}T12:00:00Z`;
  if (kind === 5) return `${dateOf(day)}T23:59:59.999999Z`;
  return at(day * DAY_MS + random.below(DAY_MS));
};

const amountOf = ({ random, isHuge }: Making, signed = true): string => {
  const text = random.pick(random.below(8) > 0 ? AMOUNTS : isHuge && random.below(2) > 0 ? HUGE : ODD);
  return signed ? text : text.replace('-', '');
};
const lineOf = (making: Making): object => {
  const { random } = making;
  const maybe = (of: object): object => (random.below(3) > 0 ? of : {});
  return { sku: `S-${random.below(5)}`, quantity: 1, ...maybe({ amount: amountOf(making) }), ...maybe({ category: random.pick(CATEGORIES) }), ...maybe({ cost: amountOf(making, false) }) }; // prettier-ignore
};

/** Orders are of one person, who may buy in parts. */
const orderOf = (random: Random, who: number): string => `O-${who}-${random.below(CURRENCIES.length + 3)}`;
/** An order is paid in one currency; what is called off of it may name another one. */
const currencyOf = (orderId: string): string => CURRENCIES[Number(orderId.split('-').at(-1)) % CURRENCIES.length]!;

const dataOf = (type: string, making: Making, who: number): object => {
  const { random } = making;
  const maybe = (of: object): object => (random.below(2) > 0 ? of : {});
  const lines = maybe({ lines: Array.from({ length: 1 + random.below(3) }, () => lineOf(making)) });
  const orderId = orderOf(random, who);
  const money = { currency: currencyOf(orderId), amount: amountOf(making, type === 'PurchaseMade') };
  const other = random.below(6) === 0 ? { currency: random.pick(CURRENCIES) } : {};
  switch (type) {
    case 'PurchaseMade':
      return { orderId, ...money, ...lines, ...maybe({ cost: amountOf(making, false) }) };
    case 'ItemReturned':
      return { ...money, ...other, ...maybe({ orderId }), ...maybe(lines) };
    case 'OrderCancelled': {
      const off: Record<string, unknown> = { orderId, ...maybe(random.below(2) > 0 ? { ...money, ...other } : { amount: money.amount }), ...maybe(maybe(lines)) }; // prettier-ignore
      // Whether lines in no known currency are to have heard of somebody, nobody says.
      return off['lines'] === undefined ? off : { currency: money.currency, ...off };
    }
    case 'ExchangeRateSet': {
      const [from, to] = random.pick([['USD', 'EUR'], ['EUR', 'GBP'], ['GBP', 'EUR'], ['EUR', 'USD'], ['USD', 'GBP'], ['EUR', 'JPY']]); // prettier-ignore
      return { from, to, rate: random.pick(RATES) };
    }
    case 'AdviceRequested':
      return { topic: random.pick(CATEGORIES) };
    case 'StoreVisited':
      return { store: 'berlin-3' };
    case 'OpportunityOpened':
      return { opportunityId: `P-${who}-${random.below(2)}`, stage: 'new' };
    case 'OpportunityLost':
      return { opportunityId: `P-${who}-${random.below(2)}` };
    case 'ProfileStated':
      return { ...maybe({ industry: random.pick(['retail', 'it']) }), ...maybe({ companySize: random.below(300) }) };
    case 'QuoteRequested':
      return {};
    default:
      return { purpose: random.pick(['profiling', 'profiling', 'newsletter']) };
  }
};

/** Those of somebody; some have two identifiers, some none. */
export const identifiersOf = (
  { random, people }: Making,
  who: number,
  kind = random.below(20),
): readonly Identifier[] => {
  if (kind < 2) return kind === 0 ? [] : [card(who), mail(random.below(people))];
  return [kind < 4 ? mail(who) : card(who)];
};

let count = 0;
/** One interaction of somebody, or of nobody. */
export const interaction = (making: Making): Record<string, any> => {
  const { random, people } = making;
  const drawn = random.pick(TYPES);
  const type = drawn === 'Consent' ? random.pick(['ConsentDenied', 'ConsentGiven', 'ConsentGiven']) : drawn;
  // A few buy most of the time.
  const who = random.below(2) > 0 ? random.below(people) : random.below(5);
  const kind = random.below(20);
  const identifiers = type === 'ExchangeRateSet' ? [] : identifiersOf(making, who, kind);
  count += 1;
  return {
    ...{ id: `decided-${count}`, source: random.pick(['pos/berlin', 'shop']), channel: random.pick(CHANNELS[type]!), type },
    ...{ occurredAt: momentOf(making), historical: true, identifiers, data: dataOf(type, making, who) },
  }; // prettier-ignore
};

/** What may be said about an interaction afterwards. */
export const correctionOf = ({ type }: Record<string, any>, making: Making): object => {
  const { random } = making;
  const reason = 'Picked the wrong one';
  const kind = random.below(4);
  if (kind === 0) return { kind: 'retract', reason };
  if (kind === 1) return { kind: 'correct', reason, occurredAt: momentOf(making) };
  const other = ['PurchaseMade', 'ItemReturned', 'OrderCancelled'].includes(type) ? random.pick(['PurchaseMade', 'ItemReturned', 'OrderCancelled']) : type; // prettier-ignore
  const moved = kind === 3 && { occurredAt: momentOf(making) };
  return { kind: 'correct', reason, type: other, data: dataOf(other, making, random.below(5)), ...moved };
};

/** Drafts and rules, each otherwise than those before. */
export const ruleOf = (random: Random, kind: string): { readonly kind: string; readonly params: object; readonly reason: string } => {
  const counted = { window: random.pick(['all', '365d', '30d', '90d', '7d', '1d']), basis: random.pick(['net', 'gross', 'margin']), reportingCurrency: random.pick(['EUR', 'EUR', 'USD', 'CHF']) }; // prettier-ignore
  const test = (): object => random.pick([
    ...[{ figure: 'value', atLeast: '20' }, { figure: 'value', below: '10.00' }, { figure: 'orders', atLeast: 2 }, { figure: 'purchaseDays', below: 3 }],
    ...[{ figure: 'daysSinceSale', below: 20 }, { figure: 'daysSinceFirstSale', atLeast: 30 }, { figure: 'contacts', atLeast: 1 }],
    ...[{ figure: 'categories', anyOf: ['laptop', '__proto__'] }, { figure: 'channels', anyOf: ['web'] }, { figure: 'topics', anyOf: ['tea'] }],
    ...[{ figure: 'industry', anyOf: ['it'] }, { figure: 'companySize', atLeast: 100 }],
  ]); // prettier-ignore
  const params: Readonly<Record<string, () => object>> = {
    pyramid: () => ({ ...counted, dampingCloses: random.pick([1, 2, 3]) }),
    rfm: () => ({ ...counted, binning: random.pick(['above', 'rfm-r']) }),
    lifecycle: () => ({ minGaps: random.pick([1, 5, 20]), lapsingPercentile: random.pick([50, 80]), lapsedPercentile: random.pick([90, 95]), wonBackDays: random.pick([1, 30, 90]), quoteDays: random.pick([1, 30]) }), // prettier-ignore
    cadence: () => ({ minGaps: random.pick([1, 2, 3]), horizonDays: random.pick([7, 20, 30]), minSituations: random.pick([1, 5, 20]), overdueFrom: random.pick([0.5, 1, 1.5]), watch: random.pick([0.1, 0.3]) }), // prettier-ignore
    segment: () => ({ name: 'Some', ...counted, when: random.pick([{ all: [test(), test()] }, { any: [test(), { not: test() }] }, { not: test() }, test()]) }), // prettier-ignore
  };
  return { kind, params: params[kind]!(), reason: 'a spec' };
}; // prettier-ignore
