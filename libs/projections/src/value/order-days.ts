import { addDecimal, compareDecimal, subtractDecimal } from '@rapport/events';
import { type Ledger, type OrderKind, type Posted, postTo } from '../order-ledger';
import { type Figures, addFigures, plain } from './figures';

/** What is known of one order, day by day, whichever of its events came first. */
export interface Order {
  /** By `day currency`: purchases, amount bought, amount given back, margin known of it. */
  readonly sums: Readonly<
    Record<string, readonly [purchases: number, bought: string, returned: string, margin: string]>
  >;
  /** The first day on which a cancellation named no amount: the whole order is off. */
  readonly whole?: string;
  /** Cancelled amounts and their number by `day currency`; without a currency = in that of the order. */
  readonly stated?: Readonly<Record<string, readonly [amount: string, times: number]>>;
}

/** An order as kept; one that was bought at once and nothing else is `EUR 129.9 2026-11-20` and its margin if known. */
export type Entry = Order | string;

/** By `day currency`: what cancellations take off. */
export type Effect = Readonly<Record<string, Figures>>;
export type ValueLedger = Ledger<Entry>;

const at = (day: string, currency: string): string => `${day} ${currency}`;
const dayIn = (key: string): string => key.slice(0, 10);
const currencyIn = (key: string): string => key.slice(11);

const read = (entry: Entry): Order => {
  if (typeof entry !== 'string') return entry;
  const [currency, bought, day, margin = '0'] = entry.split(' ') as [string, string, string, string?];
  return { sums: { [at(day, currency)]: [1, bought, '0', margin] } };
};

const written = (order: Order): Entry => {
  const [sum, ...others] = Object.entries(order.sums);
  if (order.whole !== undefined || order.stated || !sum || others.length > 0) return order;
  const [key, [purchases, bought, returned, margin]] = sum;
  if (purchases !== 1 || returned !== '0') return order;
  return [currencyIn(key), bought, dayIn(key), ...(margin === '0' ? [] : [margin])].join(' ');
};

const currenciesOf = ({ sums }: Order): readonly string[] => [...new Set(Object.keys(sums).map(currencyIn))].sort();

/** The currency that an amount without one is in, as of a day: the order's; the least by text if there are several. */
const homeAt = ({ sums }: Order, day: string): string | undefined =>
  Object.keys(sums)
    .filter((key) => dayIn(key) <= day)
    .map(currencyIn)
    .sort()[0];

/** How an order stands in one currency at the end of a day. */
interface Standing {
  readonly known: boolean;
  readonly bought: string;
  readonly returned: string;
  readonly margin: string;
  /** Null: no cancellation has named an amount in this currency. */
  readonly stated: string | null;
  /** The same without a currency. */
  readonly unnamed: string | null;
}
const NOTHING: Standing = { known: false, bought: '0', returned: '0', margin: '0', stated: null, unnamed: null };

const joined = (a: string | null, b: string | null): string | null =>
  a === null || b === null ? (a ?? b) : addDecimal(a, b);

const passing = (before: Standing, { sums, stated }: Order, day: string, currency: string): Standing => {
  const sum = sums[at(day, currency)];
  return {
    known: before.known || sum !== undefined,
    bought: addDecimal(before.bought, sum?.[1] ?? '0'),
    returned: addDecimal(before.returned, sum?.[2] ?? '0'),
    margin: addDecimal(before.margin, sum?.[3] ?? '0'),
    stated: joined(before.stated, stated?.[at(day, currency)]?.[0] ?? null),
    unnamed: joined(before.unnamed, stated?.[at(day, '')]?.[0] ?? null),
  };
};

const statedIn = ({ stated, unnamed }: Standing, isHome: boolean): string | null =>
  isHome ? joined(stated, unnamed) : stated;

/** What is cancelled of it: nothing, the amount that is stated, or all that is left after returns. */
const cancelledOf = (standing: Standing, stated: string | null, whole: boolean): Figures => {
  const { known, bought, returned, margin } = standing;
  if (!known || (!whole && stated === null)) return [];
  const rest = subtractDecimal(bought, returned);
  const left = compareDecimal(rest, '0') > 0 ? rest : '0';
  const amount = whole || compareDecimal(stated!, left) > 0 ? left : stated!;
  const off = whole || compareDecimal(stated!, bought) >= 0;
  return addFigures([], [0, '0', 0, '0', 1, amount, 0, off ? subtractDecimal('0', margin) : '0']);
};

const daysOf = ({ sums, stated = {}, whole }: Order): readonly string[] =>
  [...new Set([...Object.keys(sums).map(dayIn), ...Object.keys(stated).map(dayIn), ...(whole ? [whole] : [])])].sort();

/** Each day is given the change that it brought, so that the days up to any day add up to how the order stood then. */
const effectOf = (order: Order): Effect => {
  const effect: Record<string, Figures> = {};
  if (order.whole === undefined && !order.stated) return effect;
  for (const currency of currenciesOf(order)) {
    let [standing, before]: [Standing, Figures] = [NOTHING, []];
    for (const day of daysOf(order)) {
      standing = passing(standing, order, day, currency);
      const stated = statedIn(standing, homeAt(order, day) === currency);
      const now = cancelledOf(standing, stated, order.whole !== undefined && order.whole <= day);
      const change = addFigures(now, before, -1);
      if (change.length > 0) effect[at(day, currency)] = change;
      before = now;
    }
  }
  return effect;
};

const effectUnlinked = ({ stated = {} }: Order): Effect =>
  Object.fromEntries(
    Object.entries(stated)
      .filter(([key]) => currencyIn(key) !== '')
      .map(([key, [amount, times]]) => [key, addFigures([], [0, '0', 0, '0', times, amount])]),
  );

const isOff = (order: Order): boolean =>
  order.whole !== undefined ||
  (order.stated !== undefined &&
    currenciesOf(order).every((currency, nth) => {
      const all = daysOf(order).reduce((sum, day) => passing(sum, order, day, currency), NOTHING);
      const stated = statedIn(all, nth === 0);
      return stated !== null && compareDecimal(stated, all.bought) >= 0;
    }));

const KIND: OrderKind<Order, Entry, Effect> = {
  ...{ unknown: { sums: {} }, read, written, effectOf, effectUnlinked },
  isLive: (order) => Object.values(order.sums).some(([purchases]) => purchases > 0) && !isOff(order),
};

/** Posts an event to its order; see ../order-ledger. */
export const post = (
  ledger: ValueLedger,
  key: string,
  change: (order: Order) => Order,
  mine: boolean,
  first?: string,
): Posted<Entry, Effect> => postTo(KIND, ledger, key, change, mine, first);

/** The entry of an order that was bought at once and nothing else. */
export const boughtAtOnce = (day: string, currency: string, amount: string, margin: string): string => {
  const [bought, left] = [plain(amount), plain(margin)];
  return left === '0' ? `${currency} ${bought} ${day}` : `${currency} ${bought} ${day} ${left}`;
};

/** Books a purchase or return on a day of the order. */
export const booked =
  (day: string, currency: string, purchases: number, bought: string, returned: string, margin: string) =>
  (order: Order): Order => {
    const [n, b, r, m] = order.sums[at(day, currency)] ?? [0, '0', '0', '0'];
    const sum = addFigures([n, b, 0, r, 0, m], [purchases, bought, 0, returned, 0, margin]);
    const [purchased = 0, whole = '0', , back = '0', , left = '0'] = sum as [number, string, 0, string, 0, string];
    return { ...order, sums: { ...order.sums, [at(day, currency)]: [purchased, whole, back, left] } };
  };

/** Books a cancellation; `amount` null = the whole order. */
export const calledOff =
  (day: string, currency: string, amount: string | null) =>
  (order: Order): Order => {
    if (amount === null) return { ...order, whole: order.whole === undefined || day < order.whole ? day : order.whole };
    const [sum, times] = order.stated?.[at(day, currency)] ?? ['0', 0];
    const [, added = '0'] = addFigures([0, sum], [0, amount]) as [number, string?];
    return { ...order, stated: { ...order.stated, [at(day, currency)]: [added, times + 1] } };
  };
