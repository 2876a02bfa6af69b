import { acquisition } from './acquisition';
import type { Movement } from './books';
import type { Fact } from './facts';
import { marginOf, near } from './margins';
import { millionths, type Convert } from './money';
import type { Judge, Place, World } from './world';

/** Which contact costs an event is, and for which side it was. */
const contactOf = ({ type, data }: Fact): readonly [side: 'selling' | 'serving', costs: string] | null => {
  if (type === 'CallStarted') return [data['direction'] === 'outbound' ? 'selling' : 'serving', 'call'];
  const [side, costs] = ({ MailSent: ['selling', 'email'], VisitMade: ['selling', 'field'], CampaignSent: ['selling', 'campaign'], MailReceived: ['serving', 'email'], ChatStarted: ['serving', 'chat'], StoreVisited: ['serving', 'store'] } as any)[type] ?? []; // prettier-ignore
  return side === undefined ? null : [side, costs];
};

interface Spent {
  acquiring: number;
  selling: number;
  serving: number;
  unconverted: number;
}
/** What was spent on one customer besides shares. */
const spentOn = (facts: readonly Fact[], { contactCosts, reportingCurrency }: any, convert: Convert): Spent => {
  const spent: Spent = { acquiring: 0, selling: 0, serving: 0, unconverted: 0 };
  const add = (name: 'acquiring' | 'selling' | 'serving', text: string, currency: string, at: number): void => {
    const worth = convert(millionths(text), currency, at);
    if (worth === null) spent.unconverted += 1;
    else spent[name] += Number(worth);
  };
  for (const fact of facts) {
    const { type, data, at } = fact;
    if (type === 'CostBooked') add(data['kind'] === 'acquisition' ? 'acquiring' : data['kind'], data['amount'], data['currency'], at); // prettier-ignore
    const contact = contactOf(fact);
    if (!contact) continue;
    const [side, name] = contact;
    if (type === 'CampaignSent' && data['cost'] !== undefined) add(side, data['cost'], data['currency'], at);
    else if (contactCosts[name] !== undefined) add(side, contactCosts[name], reportingCurrency, at);
  }
  return spent;
};

/** How many came by somebody, and their margins of a year. */
const referredBy = (customer: string, world: World, margin: (movements: readonly Movement[]) => number) => {
  const referrals = world.facts.filter(({ type }) => type === 'CustomerReferred');
  const keyOf = ({ source, data }: Fact): string => `${source} ${data['referralId']}`;
  const own = new Set(referrals.filter((one) => one.customer === customer && one.data['role'] === 'referrer').map(keyOf)); // prettier-ignore
  const referees = new Set(referrals.filter((one) => one.data['role'] === 'referee' && own.has(keyOf(one)) && one.customer !== customer && one.customer !== '').map((one) => one.customer)); // prettier-ignore
  const earned = [...referees].reduce((sum, referee) => {
    const book = world.books.get(referee) ?? [];
    const first = book.find(({ kind }) => kind === 'sale')?.fact.day;
    return sum + margin(book.filter(({ fact }) => first !== undefined && fact.day >= first && fact.day < first + 365));
  }, 0);
  return { referees: referees.size, value: near(earned) };
};

/** To the cent, half away from nothing. */
const inCents = (millionth: number): number => {
  const whole = Math.round(millionth);
  return Math.sign(whole) * Math.floor((Math.abs(whole) + 5_000) / 10_000) * 10_000;
};

/** What everybody brought, less what they cost. */
export const worth: Judge = (world, params) => {
  const { books, facts } = world;
  const convert = world.convertTo(params.reportingCurrency);
  const marginsOf = (book: readonly Movement[]): number => book.reduce((sum, one) => sum + (marginOf(one, params.margin, convert) ?? 0), 0); // prettier-ignore
  const { shares } = acquisition(world, params);
  const all = [...new Set(facts.map(({ customer }) => customer))].flatMap((customer) => {
    const book = books.get(customer) ?? [];
    const sales = book.filter(({ kind }) => kind === 'sale');
    const spent = spentOn(facts.filter((one) => one.customer === customer), params, convert); // prettier-ignore
    if (customer === '' || (sales.length === 0 && spent.acquiring + spent.selling + spent.serving === 0)) return [];
    const acquiring = spent.acquiring + (shares.get(customer) ?? 0);
    const earned = marginsOf(book);
    const value = inCents(earned - acquiring - spent.selling - spent.serving);
    return [{ customer, ...spent, acquiring, earned, value, first: sales[0]?.fact.at ?? Infinity }];
  });
  const ranked = [...all].sort((a, b) => b.value - a.value || (a.first === b.first ? 0 : a.first - b.first) || (a.customer < b.customer ? -1 : 1)); // prettier-ignore
  const ends = [1, 5, 20].map((percent) => Math.ceil((percent * ranked.length) / 100));
  return new Map(
    ranked.map((one, nth): [string, Place] => {
      const { customer, value, earned, acquiring, selling, serving } = one;
      const tier = value < 0 ? 'loss' : (['top', 'high', 'medium'].find((_, at) => nth < ends[at]!) ?? 'low');
      const referred = referredBy(customer, world, marginsOf);
      const told = { ...(referred.referees > 0 && { referred }), ...(one.unconverted > 0 && { unconvertedCosts: one.unconverted }) }; // prettier-ignore
      const isPlain = !facts.some((fact) => fact.customer === customer && fact.type === 'OrderCancelled');
      const unconverted = (books.get(customer) ?? []).filter((move) => marginOf(move, 1, convert) === null).length;
      const figures = { ...(isPlain && { unconverted }), margin: near(earned), acquiring: near(acquiring), selling: near(selling), serving: near(serving), ...told }; // prettier-ignore
      return [customer, { tier, value: BigInt(Math.round(value)), rank: nth + 1, sales: null, figures }];
    }),
  );
};
