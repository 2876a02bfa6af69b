import { addDecimal, type FactOf, roundDecimal, subtractDecimal } from '@rapport/events';
import type { Own } from '@rapport/fold';
import { type Effect, type Ledger, type Order, boughtAtOnce, orderKey, ordersIn, post } from './order-ledger';
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
  placesOf(amount) <= places
    ? padded(amount, places)
    : padded(amount, Math.max(places, placesOf(amount.replace(/\.?0*$/, ''))));

/** Figures look the same in any order of arrival: places as exact as any amount bought or given back, and the net. */
const settled = (totals: Totals): Totals => {
  const places = Math.max(placesOf(totals.purchased), placesOf(totals.returned));
  const { purchased, returned, cancelled } = totals;
  const net = subtractDecimal(subtractDecimal(purchased, returned), cancelled);
  return {
    purchases: totals.purchases,
    returns: totals.returns,
    cancellations: totals.cancellations,
    purchased: padded(purchased, places),
    returned: padded(returned, places),
    cancelled: trimmed(cancelled, places),
    net: trimmed(net, places),
  };
};

/** What the functions below write to: `own` is the caller's, and with `mine` all that it holds is too. */
type Booking = Own<Bought>;

const change = (own: Booking, currency: string, by: (totals: Totals) => Totals, mine: boolean): void => {
  const totals: Own<Bought['totals']> = mine ? own.totals : { ...own.totals };
  totals[currency] = settled(by(totals[currency] ?? ZERO));
  own.totals = totals;
};

const takeOff = (own: Booking, effects: readonly Effect[], sign: 1 | -1, mine: boolean): void => {
  for (const effect of effects) {
    for (const [currency, [amount, orders]] of Object.entries(effect)) {
      const by = (totals: Totals): Totals => ({
        ...totals,
        cancellations: totals.cancellations + sign * orders,
        cancelled: (sign === 1 ? addDecimal : subtractDecimal)(totals.cancelled, amount),
      });
      change(own, currency, by, mine);
    }
  }
};

const enter = (own: Booking, orderId: string, by: (order: Order) => Order, mine: boolean, first?: string): void => {
  const { ledger, before, after, isSame } = post(own.ledger, orderKey(orderId), by, mine, first);
  if (isSame) return;
  takeOff(own, after, 1, mine);
  takeOff(own, before, -1, mine);
  own.ledger = ledger;
  own.orders = ordersIn(ledger);
  own.ordersExact = !ledger.full;
};

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

export const purchased = (own: Booking, { data, occurredAt }: FactOf<'PurchaseMade'>, mine: boolean): void => {
  const { currency, amount, orderId } = data;
  const by = (totals: Totals): Totals => ({
    ...totals,
    purchases: totals.purchases + 1,
    purchased: addDecimal(totals.purchased, amount),
  });
  change(own, currency, by, mine);
  enter(own, orderId, booked(currency, amount, '0', 1), mine, boughtAtOnce(currency, amount));
  own.firstPurchaseAt = earliestOf(own.firstPurchaseAt, occurredAt);
  own.lastPurchaseAt = latestOf(own.lastPurchaseAt, occurredAt);
};

export const returned = (own: Booking, { data }: FactOf<'ItemReturned'>, mine: boolean): void => {
  const { currency, amount, orderId } = data;
  const by = (totals: Totals): Totals => ({
    ...totals,
    returns: totals.returns + 1,
    returned: addDecimal(totals.returned, amount),
  });
  change(own, currency, by, mine);
  if (orderId !== undefined) enter(own, orderId, booked(currency, '0', amount, 0), mine);
};

/** A cancellation of lines is worth what the lines say; one that names neither amount nor lines calls the whole order off. */
const statedAmount = ({ amount, lines }: FactOf<'OrderCancelled'>['data']): string | null =>
  amount ?? lines?.reduce((sum, line) => addDecimal(sum, line.amount ?? '0'), '0') ?? null;

export const cancelled = (own: Booking, { data }: FactOf<'OrderCancelled'>, mine: boolean): void => {
  const amount = statedAmount(data);
  const off = (order: Order): Order => {
    if (amount === null) return { ...order, whole: true };
    const [sum, times] = order.stated?.[data.currency ?? ''] ?? ['0', 0];
    return { ...order, stated: { ...order.stated, [data.currency ?? '']: [addDecimal(sum, amount), times + 1] } };
  };
  enter(own, data.orderId, off, mine);
};
