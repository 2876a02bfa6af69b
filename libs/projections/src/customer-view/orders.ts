import type { FactOf, SealedCell } from '@rapport/events';
import { type Stated, isLater, stated } from '../newest';
import { shortCells } from './activity';
import { type Bought, cancelled, purchased, returned } from './totals';
import { isOff, orderAt, orderKey } from './order-ledger';

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

/** The row with what purchases changed: the whole row is copied once per event, its small parts as often as they like. */
const withBought = <Row extends Orders>(row: Row, bought: Bought, last: LastOrder | null = row.lastOrder): Row => ({
  ...row,
  totals: bought.totals,
  orders: bought.orders,
  ordersExact: bought.ordersExact,
  firstPurchaseAt: bought.firstPurchaseAt,
  lastPurchaseAt: bought.lastPurchaseAt,
  ledger: bought.ledger,
  lastOrder: checked(last, bought),
});

const boughtOf = ({ totals, orders, ordersExact, firstPurchaseAt, lastPurchaseAt, ledger }: Bought): Bought => ({
  totals,
  orders,
  ordersExact,
  firstPurchaseAt,
  lastPurchaseAt,
  ledger,
});

/** Whether the last order still stands is looked up after each change, so that it does not matter what came first. */
const checked = (last: LastOrder | null, { ledger }: Bought): LastOrder | null => {
  if (!last) return null;
  const order = orderAt(ledger, orderKey(last.orderId));
  const off = order !== undefined && isOff(order);
  return off === last.cancelled ? last : { ...last, cancelled: off };
};

export const bought = <Row extends Orders>(row: Row, fact: FactOf<'PurchaseMade'>): Row => {
  const newer = !row.lastOrder || isLater(stated(fact), row.lastOrder);
  return withBought(row, purchased(boughtOf(row), fact), newer ? lastOrderOf(fact) : row.lastOrder);
};

export const gaveBack = <Row extends Orders>(row: Row, fact: FactOf<'ItemReturned'>): Row =>
  withBought(row, returned(boughtOf(row), fact));

export const calledOff = <Row extends Orders>(row: Row, fact: FactOf<'OrderCancelled'>): Row =>
  withBought(row, cancelled(boughtOf(row), fact));
