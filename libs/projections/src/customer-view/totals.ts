import { addDecimal, type FactOf, roundDecimal, subtractDecimal } from '@rapport/events';
import { type Effect, type Ledger, type Order, type Posted, orderKey, ordersIn, post } from './order-ledger';
import { earliestOf, latestOf } from '../newest';

/** What a customer bought in one currency. Decimal strings, exact; in the places of the amounts that came. */
export interface Totals {
  readonly purchases: number;
  readonly purchased: string;
  readonly returns: number;
  readonly returned: string;
  /** Orders that were cancelled as a whole or in part. */
  readonly cancellations: number;
  /** What the cancellations took off. */
  readonly cancelled: string;
  /** purchased − returned − cancelled */
  readonly net: string;
}

/** The part of the row that purchases, returns and cancellations change. */
export interface Bought {
  readonly totals: Readonly<Record<string, Totals>>;
  /** Distinct orders not cancelled. */
  readonly orders: number;
  /** False when there are so many orders that their number is an estimate (see order-ledger.ts). */
  readonly ordersExact: boolean;
  readonly firstPurchaseAt: string | null;
  readonly lastPurchaseAt: string | null;
  /** State of the fold, not part of the view. */
  readonly ledger: Ledger;
}

const ZERO: Totals = {
  ...{ purchases: 0, purchased: '0', returns: 0, returned: '0' },
  ...{ cancellations: 0, cancelled: '0', net: '0' },
};

const placesOf = (amount: string): number => {
  const point = amount.indexOf('.');
  return point < 0 ? 0 : amount.length - point - 1;
};
const padded = (amount: string, places: number): string =>
  placesOf(amount) === places ? amount : roundDecimal(amount, places);
/** Without the zeros that only the way to it left behind, but with at least so many places. */
const trimmed = (amount: string, places: number): string =>
  padded(amount, Math.max(places, placesOf(amount.replace(/\.?0*$/, (zeros) => (amount.includes('.') ? '' : zeros)))));

/** Figures look the same in any order of arrival: places as exact as any amount bought or given back, and the net. */
const settled = (totals: Totals): Totals => {
  const places = Math.max(placesOf(totals.purchased), placesOf(totals.returned));
  const { purchased, returned, cancelled } = totals;
  const net = subtractDecimal(subtractDecimal(purchased, returned), cancelled);
  return {
    ...totals,
    purchased: padded(purchased, places),
    returned: padded(returned, places),
    cancelled: trimmed(cancelled, places),
    net: trimmed(net, places),
  };
};

const change = (bought: Bought, currency: string, by: (totals: Totals) => Totals): Bought => ({
  ...bought,
  totals: { ...bought.totals, [currency]: settled(by(bought.totals[currency] ?? ZERO)) },
});

const takeOff = (bought: Bought, effects: readonly Effect[], sign: 1 | -1): Bought =>
  effects
    .flatMap((effect) => Object.entries(effect))
    .reduce(
      (row, [currency, [amount, orders]]) =>
        change(row, currency, (totals) => ({
          ...totals,
          cancellations: totals.cancellations + sign * orders,
          cancelled: (sign === 1 ? addDecimal : subtractDecimal)(totals.cancelled, amount),
        })),
      bought,
    );

const posted = (bought: Bought, { ledger, before, after }: Posted): Bought => ({
  ...takeOff(takeOff(bought, after, 1), before, -1),
  ledger,
  orders: ordersIn(ledger),
  ordersExact: !ledger.full,
});

const booked =
  (currency: string, bought: string, returned: string, purchases: number) =>
  (order: Order): Order => {
    const [b, r, n] = order.sums[currency] ?? ['0', '0', 0];
    const sums = {
      ...order.sums,
      [currency]: [addDecimal(b, bought), addDecimal(r, returned), n + purchases] as const,
    };
    return { ...order, sums };
  };

export const purchased = (row: Bought, { data, occurredAt }: FactOf<'PurchaseMade'>): Bought => {
  const { currency, amount, orderId } = data;
  const counted = change(row, currency, (totals) => ({
    ...totals,
    purchases: totals.purchases + 1,
    purchased: addDecimal(totals.purchased, amount),
  }));
  return {
    ...posted(counted, post(row.ledger, orderKey(orderId), booked(currency, amount, '0', 1))),
    firstPurchaseAt: earliestOf(row.firstPurchaseAt, occurredAt),
    lastPurchaseAt: latestOf(row.lastPurchaseAt, occurredAt),
  };
};

export const returned = (row: Bought, { data }: FactOf<'ItemReturned'>): Bought => {
  const { currency, amount, orderId } = data;
  const counted = change(row, currency, (totals) => ({
    ...totals,
    returns: totals.returns + 1,
    returned: addDecimal(totals.returned, amount),
  }));
  if (orderId === undefined) return counted;
  return posted(counted, post(row.ledger, orderKey(orderId), booked(currency, '0', amount, 0)));
};

/** A cancellation of lines is worth what the lines say; one that names neither amount nor lines calls the whole order off. */
const statedAmount = ({ amount, lines }: FactOf<'OrderCancelled'>['data']): string | null =>
  amount ?? lines?.reduce((sum, line) => addDecimal(sum, line.amount ?? '0'), '0') ?? null;

export const cancelled = (row: Bought, { data }: FactOf<'OrderCancelled'>): Bought => {
  const amount = statedAmount(data);
  const off = (order: Order): Order => {
    if (amount === null) return { ...order, whole: true };
    const [sum, times] = order.stated?.[data.currency ?? ''] ?? ['0', 0];
    return { ...order, stated: { ...order.stated, [data.currency ?? '']: [addDecimal(sum, amount), times + 1] } };
  };
  return posted(row, post(row.ledger, orderKey(data.orderId), off));
};
