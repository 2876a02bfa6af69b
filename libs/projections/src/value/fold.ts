import { addDecimal, type DataOf, type FactOf, localDayIn, subtractDecimal } from '@rapport/events';
import type { CustomerProjection, Own } from '@rapport/fold';
import { earliestOf, latestOf } from '../newest';
import { emptyLedger, orderKey, ordersIn } from '../order-ledger';
import { type DayBook, emptyBook, enter } from './day-book';
import { addMoney, type Figures, type Money } from './figures';
import { booked, boughtAtOnce, calledOff, type Effect, type Order, post, type ValueLedger } from './order-days';
import { type PurchaseDays, withPurchaseDay } from './purchase-days';

/** What a customer bought and when, by local days of the zone that the projection was made for. */
export interface Value {
  /** All of it, by currency. */
  readonly money: Money;
  /** Distinct orders not cancelled. */
  readonly orders: number;
  /** False when there are so many orders that their number is an estimate (see ../order-ledger). */
  readonly ordersExact: boolean;
  readonly firstPurchaseDay: string | null;
  readonly lastPurchaseDay: string | null;
  readonly purchaseDays: PurchaseDays;
  readonly book: DayBook;
  /** State of the fold. */
  readonly ledger: ValueLedger;
}

const initial = (): Value => ({
  money: {},
  orders: 0,
  ordersExact: true,
  firstPurchaseDay: null,
  lastPurchaseDay: null,
  purchaseDays: {},
  book: emptyBook(),
  ledger: emptyLedger(),
});

/** A row that may be written to; with `mine`, so may all that it holds. */
const ownOf = (row: Value, mine: boolean): Own<Value> => (mine ? row : { ...row });

/** Books figures on a day and on the whole. */
const add = (own: Own<Value>, day: string, currency: string, figures: Figures, sign: 1 | -1, mine: boolean): void => {
  own.money = addMoney(own.money, currency, figures, sign, mine);
  own.book = enter(own.book, day, currency, figures, sign, mine);
};

const takeOff = (own: Own<Value>, effects: readonly Effect[], sign: 1 | -1, mine: boolean): void => {
  for (const effect of effects) {
    for (const [key, figures] of Object.entries(effect)) add(own, key.slice(0, 10), key.slice(11), figures, sign, mine);
  }
};

const postOrder = (
  own: Own<Value>,
  orderId: string,
  change: (order: Order) => Order,
  mine: boolean,
  first?: string,
): void => {
  const { ledger, before, after, isSame } = post(own.ledger, orderKey(orderId), change, mine, first);
  if (isSame) return;
  takeOff(own, after, 1, mine);
  takeOff(own, before, -1, mine);
  own.ledger = ledger;
  own.orders = ordersIn(ledger);
  own.ordersExact = !ledger.full;
};

type Lines = DataOf<'PurchaseMade'>['lines'];
const sum = (amounts: readonly string[]): string => amounts.reduce(addDecimal, '0');

/** What the goods of the lines cost; null unless every line says it. */
const costOfLines = (lines: Lines): string | null => {
  const costs = (lines ?? []).flatMap(({ cost }) => cost ?? []);
  return lines === undefined || lines.length === 0 || costs.length < lines.length ? null : sum(costs);
};

/** Null where it is not known what the goods cost. Tax and shipping are in the amount and not ours. */
const marginOf = ({ amount, tax = '0', shipping = '0', cost, lines }: DataOf<'PurchaseMade'>): string | null => {
  const goods = cost ?? costOfLines(lines);
  return goods === null ? null : [tax, shipping, goods].reduce(subtractDecimal, amount);
};

type DayOf = (instant: string) => string;

const bought = (row: Value, { data, occurredAt }: FactOf<'PurchaseMade'>, dayOf: DayOf, mine = false): Value => {
  const day = dayOf(occurredAt);
  const { currency, amount, orderId } = data;
  const margin = marginOf(data);
  const figures = [1, amount, 0, '0', 0, '0', ...(margin === null ? [] : [1, margin])];
  const order = booked(day, currency, 1, amount, '0', margin ?? '0');
  const own = ownOf(row, mine);
  add(own, day, currency, figures, 1, mine);
  postOrder(own, orderId, order, mine, boughtAtOnce(day, currency, amount, margin ?? '0'));
  own.purchaseDays = withPurchaseDay(own.purchaseDays, day, mine);
  own.firstPurchaseDay = earliestOf(own.firstPurchaseDay, day);
  own.lastPurchaseDay = latestOf(own.lastPurchaseDay, day);
  return own;
};

const gaveBack = (row: Value, { data, occurredAt }: FactOf<'ItemReturned'>, dayOf: DayOf, mine = false): Value => {
  const day = dayOf(occurredAt);
  const { currency, amount, orderId } = data;
  const cost = costOfLines(data.lines);
  const margin = cost === null ? '0' : subtractDecimal(cost, amount);
  const own = ownOf(row, mine);
  add(own, day, currency, [0, '0', 1, amount, 0, '0', 0, margin], 1, mine);
  if (orderId !== undefined) postOrder(own, orderId, booked(day, currency, 0, '0', amount, margin), mine);
  return own;
};

/** A cancellation of lines is worth what the lines say; one that names neither amount nor lines calls the whole order off. */
const calls = (row: Value, { data, occurredAt }: FactOf<'OrderCancelled'>, dayOf: DayOf, mine = false): Value => {
  const day = dayOf(occurredAt);
  const amount = data.amount ?? (data.lines ? sum(data.lines.map((line) => line.amount ?? '0')) : null);
  const off = calledOff(day, data.currency ?? '', amount);
  // Every day on which something happened is in the book, so that which days it keeps is the same in any order.
  const own = ownOf(row, mine);
  add(own, day, '', [], 1, mine);
  postOrder(own, data.orderId, off, mine);
  return own;
};

/** Zones differ in their days, and so in their rows: each has a number of its own in the version. */
const versionIn = (zone: string): number => {
  if (zone === 'UTC') return FOLD_VERSION;
  const hash = parseInt(orderKey(`zone ${zone}`).slice(0, 8), 16);
  return (1 + (hash % ZONES)) * VERSIONS + FOLD_VERSION;
};
const FOLD_VERSION = 1;
const VERSIONS = 1_000;
const ZONES = 2_000_000;

/** What is this customer worth to us, and how often do they buy? Built for the company's zone, whose days it counts. */
export const valueIn = (zone: string): CustomerProjection<Value> => {
  const dayOf = localDayIn(zone);
  return {
    name: 'value',
    version: versionIn(zone),
    scope: 'customer',
    order: 'free',
    initial,
    on: {
      PurchaseMade: (row, fact, mine) => bought(row, fact, dayOf, mine),
      ItemReturned: (row, fact, mine) => gaveBack(row, fact, dayOf, mine),
      OrderCancelled: (row, fact, mine) => calls(row, fact, dayOf, mine),
    },
  };
};
