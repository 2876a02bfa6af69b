import type { Movement } from './books';
import { dateOf } from './days';
import type { Fact } from './facts';
import { marginOf, near } from './margins';
import { millionths } from './money';
import type { World } from './world';

/** What of costs for nobody in particular falls to each customer; millionths. */
export type Shares = ReadonlyMap<string, number>;

const firstOf = (book: readonly Movement[]): Fact | undefined => book.find(({ kind }) => kind === 'sale')?.fact;

/** Whether a campaign had reached somebody before they bought. */
const isReached = (facts: readonly Fact[], customer: string, campaign: string, until: number): boolean =>
  facts.some(({ type, data, at, ...one }) => one.customer === customer && ['CampaignSent', 'MailSent'].includes(type) && data['campaign'] === campaign && at <= until); // prettier-ignore

/** Spreads what getting customers cost, and says what is nobody's. */
export const acquisition = (world: World, { reportingCurrency }: any) => {
  const { books, facts } = world;
  const convert = world.convertTo(reportingCurrency);
  const newcomers = [...books].flatMap(([customer, book]) => {
    const first = firstOf(book);
    return first ? [{ customer, first, date: dateOf(first.day) }] : [];
  });
  const shares = new Map<string, number>();
  let [unspread, unconverted] = [0, 0];
  for (const { type, customer, data, at, day } of facts) {
    if (type !== 'CostBooked' || customer !== '' || data['kind'] !== 'acquisition') continue;
    const cost = convert(millionths(data['amount']), data['currency'], at);
    if (cost === null) {
      unconverted += 1;
      continue;
    }
    const { periodFrom = '', periodTo = dateOf(day), costChannel, campaign } = data as any;
    const theirs = newcomers.filter(({ first, date, ...one }) => date >= periodFrom && date <= periodTo && (costChannel === undefined || first.channel === costChannel) && (campaign === undefined || isReached(facts, one.customer, campaign, first.at))); // prettier-ignore
    if (theirs.length === 0) unspread += Number(cost);
    for (const one of theirs) shares.set(one.customer, (shares.get(one.customer) ?? 0) + Number(cost) / theirs.length);
  }
  return { shares, unspread, unconverted };
};

/** For each channel of first purchases: who came, what that cost, and after how many days it was back. */
export const channelsOf = (world: World, params: any) => {
  const { books, facts } = world;
  const convert = world.convertTo(params.reportingCurrency);
  const { shares, unspread } = acquisition(world, params);
  const byChannel = new Map<string, string[]>();
  for (const [customer, book] of books) {
    const channel = firstOf(book)?.channel;
    if (channel !== undefined) byChannel.set(channel, [...(byChannel.get(channel) ?? []), customer]);
  }
  const channels = [...byChannel].flatMap(([channel, customers]) => {
    const booked = facts.filter(({ type, customer, data }) => type === 'CostBooked' && data['kind'] === 'acquisition' && customers.includes(customer)); // prettier-ignore
    const own = booked.reduce((sum, { data, at }) => sum + Number(convert(millionths(data['amount']), data['currency'], at) ?? 0n), 0); // prettier-ignore
    const cost = customers.reduce((sum, customer) => sum + (shares.get(customer) ?? 0), own);
    const earned = customers.flatMap((customer) => {
      const book = books.get(customer)!;
      const first = firstOf(book)!.day;
      return book.map((one) => ({ after: one.fact.day - first, margin: marginOf(one, params.margin, convert) ?? 0 }));
    });
    const until = (days: number): number => earned.reduce((sum, one) => sum + (one.after <= days ? one.margin : 0), 0);
    const marks = [...new Set([0, ...earned.map(({ after }) => after)])].filter((one) => one >= 0).sort((a, b) => a - b); // prettier-ignore
    const paybackDays = marks.find((days) => until(days) >= cost - 0.5) ?? null;
    // Nothing is paid back where nothing was paid.
    if (cost === 0) return [];
    return [[channel, { customers: customers.length, cost: near(cost), perCustomer: near(cost / customers.length), paybackDays }]]; // prettier-ignore
  });
  return { channels: Object.fromEntries(channels as [string, unknown][]), unspread: near(unspread) };
};
