import type { FactOf, SealedCell } from '@rapport/events';
import type { Own } from '@rapport/fold';
import { type Stated, isLater, stated } from '../newest';
import { shortCells } from './activity';
import { type Bought, cancelled, purchased, returned } from './totals';
import { isOffIn, orderKey } from './order-ledger';

/** What the customer bought last. */
export interface LastOrder extends Stated {
  readonly orderId: string;
  readonly channel: string;
  readonly currency: string;
  readonly amount: string;
  /** The first lines. */
  readonly lines: readonly { readonly sku: string; readonly name?: string; readonly quantity: number }[];
  readonly payment: string | null;
  readonly delivery: string | null;
  readonly sealed: Readonly<Record<string, SealedCell>>;
  /** Called off since, as a whole. */
  readonly cancelled: boolean;
}

/** The part of the row that orders change. */
export interface Orders extends Bought {
  readonly lastOrder: LastOrder | null;
}

const LINES_MAX = 10;

const lastOrderOf = (fact: FactOf<'PurchaseMade'>): LastOrder => ({
  at: fact.occurredAt,
  eventId: fact.eventId,
  orderId: fact.data.orderId,
  channel: fact.channel,
  currency: fact.data.currency,
  amount: fact.data.amount,
  lines: (fact.data.lines ?? [])
    .slice(0, LINES_MAX)
    .map(({ sku, name, quantity }) => ({ sku, ...(name !== undefined && { name }), quantity })),
  payment: fact.data.payment ?? null,
  delivery: fact.data.delivery ?? null,
  sealed: shortCells(fact.sealed),
  cancelled: false,
});

/**
 * The row after a change of what was bought. Whether the last order still stands is looked up after each change, so that it
 * does not matter what came first.
 */
const changed = <Row extends Orders>(row: Row, mine: boolean, by: (own: Own<Orders>) => void): Row => {
  const own = mine ? row : { ...row };
  const orders: Own<Orders> = own;
  by(orders);
  orders.lastOrder = checked(orders.lastOrder, orders);
  return own;
};

const checked = (last: LastOrder | null, { ledger }: Bought): LastOrder | null => {
  if (!last) return null;
  const off = isOffIn(ledger, orderKey(last.orderId));
  return off === last.cancelled ? last : { ...last, cancelled: off };
};

export const bought = <Row extends Orders>(row: Row, fact: FactOf<'PurchaseMade'>, mine = false): Row =>
  changed(row, mine, (own) => {
    purchased(own, fact, mine);
    if (!own.lastOrder || isLater(stated(fact), own.lastOrder)) own.lastOrder = lastOrderOf(fact);
  });

export const gaveBack = <Row extends Orders>(row: Row, fact: FactOf<'ItemReturned'>, mine = false): Row =>
  changed(row, mine, (own) => returned(own, fact, mine));

export const calledOff = <Row extends Orders>(row: Row, fact: FactOf<'OrderCancelled'>, mine = false): Row =>
  changed(row, mine, (own) => cancelled(own, fact, mine));
