import { addDecimal, type DataOf, type FactOf, localDayIn, subtractDecimal } from '@rapport/events';
import type { CustomerProjection } from '@rapport/fold';
import { earliestOf, latestOf } from '../newest';
import { EMPTY_LEDGER, orderKey, ordersIn, type Posted } from '../order-ledger';
import { type DayBook, EMPTY_BOOK, enter } from './day-book';
import { addMoney, type Figures, type Money, NO_MONEY } from './figures';
import { booked, calledOff, type Effect, type Entry, post, type ValueLedger } from './order-days';
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
  ...{ money: NO_MONEY, orders: 0, ordersExact: true, firstPurchaseDay: null, lastPurchaseDay: null },
  ...{ purchaseDays: {}, book: EMPTY_BOOK, ledger: EMPTY_LEDGER },
});

/** Books figures on a day and on the whole. */
const entered = (row: Value, day: string, currency: string, figures: Figures, sign: 1 | -1 = 1): Value => ({
  ...row,
  money: addMoney(row.money, currency, figures, sign),
  book: enter(row.book, day, currency, figures, sign),
});

const takeOff = (row: Value, effects: readonly Effect[], sign: 1 | -1): Value =>
  effects
    .flatMap((effect) => Object.entries(effect))
    .reduce((onto, [key, figures]) => entered(onto, key.slice(0, 10), key.slice(11), figures, sign), row);

const posted = (row: Value, { ledger, before, after }: Posted<Entry, Effect>): Value => ({
  ...takeOff(takeOff(row, after, 1), before, -1),
  ledger,
  orders: ordersIn(ledger),
  ordersExact: !ledger.full,
});

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

const bought = (row: Value, { data, occurredAt }: FactOf<'PurchaseMade'>, dayOf: DayOf): Value => {
  const day = dayOf(occurredAt);
  const { currency, amount, orderId } = data;
  const margin = marginOf(data);
  const figures = [1, amount, 0, '0', 0, '0', ...(margin === null ? [] : [1, margin])];
  const order = booked(day, currency, 1, amount, '0', margin ?? '0');
  return {
    ...posted(entered(row, day, currency, figures), post(row.ledger, orderKey(orderId), order)),
    purchaseDays: withPurchaseDay(row.purchaseDays, day),
    firstPurchaseDay: earliestOf(row.firstPurchaseDay, day),
    lastPurchaseDay: latestOf(row.lastPurchaseDay, day),
  };
};

const gaveBack = (row: Value, { data, occurredAt }: FactOf<'ItemReturned'>, dayOf: DayOf): Value => {
  const day = dayOf(occurredAt);
  const { currency, amount, orderId } = data;
  const cost = costOfLines(data.lines);
  const margin = cost === null ? '0' : subtractDecimal(cost, amount);
  const next = entered(row, day, currency, [0, '0', 1, amount, 0, '0', 0, margin]);
  if (orderId === undefined) return next;
  return posted(next, post(row.ledger, orderKey(orderId), booked(day, currency, 0, '0', amount, margin)));
};

/** A cancellation of lines is worth what the lines say; one that names neither amount nor lines calls the whole order off. */
const calls = (row: Value, { data, occurredAt }: FactOf<'OrderCancelled'>, dayOf: DayOf): Value => {
  const day = dayOf(occurredAt);
  const amount = data.amount ?? (data.lines ? sum(data.lines.map((line) => line.amount ?? '0')) : null);
  const off = calledOff(day, data.currency ?? '', amount);
  // Every day on which something happened is in the book, so that which days it keeps is the same in any order.
  return posted(entered(row, day, '', []), post(row.ledger, orderKey(data.orderId), off));
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
      PurchaseMade: (row, fact) => bought(row, fact, dayOf),
      ItemReturned: (row, fact) => gaveBack(row, fact, dayOf),
      OrderCancelled: (row, fact) => calls(row, fact, dayOf),
    },
  };
};
