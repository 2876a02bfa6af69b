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
  ...stated(fact),
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

/** Whether the last order still stands is looked up after each change, so that it does not matter what came first. */
const checked = <Row extends Orders>(row: Row): Row => {
  if (!row.lastOrder) return row;
  const order = orderAt(row.ledger, orderKey(row.lastOrder.orderId));
  const off = order !== undefined && isOff(order);
  return off === row.lastOrder.cancelled ? row : { ...row, lastOrder: { ...row.lastOrder, cancelled: off } };
};

export const bought = <Row extends Orders>(row: Row, fact: FactOf<'PurchaseMade'>): Row => {
  const next = { ...row, ...purchased(row, fact) };
  const newer = !row.lastOrder || isLater(stated(fact), row.lastOrder);
  return checked(newer ? { ...next, lastOrder: lastOrderOf(fact) } : next);
};

export const gaveBack = <Row extends Orders>(row: Row, fact: FactOf<'ItemReturned'>): Row =>
  checked({ ...row, ...returned(row, fact) });

export const calledOff = <Row extends Orders>(row: Row, fact: FactOf<'OrderCancelled'>): Row =>
  checked({ ...row, ...cancelled(row, fact) });
