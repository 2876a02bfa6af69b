import type { Fact } from './facts';
import { type Convert, millionths } from './money';

/** What counts for or against a customer's value. Amounts are millionths of its currency; `sign` says which way. */
export interface Movement {
  readonly fact: Fact;
  readonly kind: 'sale' | 'return' | 'part';
  readonly amount: bigint;
  readonly currency: string;
  readonly cost: bigint | null;
}

const costOf = ({ data }: Fact): bigint | null => {
  if (data['cost'] !== undefined) return millionths(data['cost']);
  const lines: any[] = data['lines'] ?? [];
  if (lines.length === 0 || lines.some(({ cost }) => cost === undefined)) return null;
  return lines.reduce((sum, { cost }) => sum + millionths(cost), 0n);
};
const isWhole = ({ data }: Fact): boolean => data['amount'] === undefined && data['lines'] === undefined;
const calledOff = ({ data }: Fact): bigint =>
  data['amount'] !== undefined ? millionths(data['amount']) : data['lines'].reduce((sum: bigint, line: any) => sum + millionths(line.amount ?? '0'), 0n); // prettier-ignore

const sumsOf = (all: readonly (readonly [string, bigint])[]): Map<string, bigint> => {
  const sums = new Map<string, bigint>();
  for (const [name, value] of all) sums.set(name, (sums.get(name) ?? 0n) + value);
  return sums;
};

/** What is left of one order, in the order of time: nothing once it is called off. */
const ofOrder = (facts: readonly Fact[]): readonly Movement[] => {
  const plain = facts.filter(({ type }) => type !== 'OrderCancelled');
  const cancels = facts.filter(({ type }) => type === 'OrderCancelled');
  const moved = plain.map(movement);
  if (cancels.length === 0) return moved;
  if (cancels.some(isWhole)) return [];
  const home = plain.map(({ data }) => data['currency'] as string).sort()[0];
  if (home === undefined) return [];
  const currencyOf = ({ data }: Fact): string => data['currency'] ?? home;
  for (let upTo = 1; upTo <= facts.length; upTo++) {
    const some = facts.slice(0, upTo).filter(({ type }) => type !== 'ItemReturned');
    const open = sumsOf(some.map((one) => [currencyOf(one), one.type === 'PurchaseMade' ? millionths(one.data['amount']) : -calledOff(one)])); // prettier-ignore
    const both = new Set(some.map(({ type }) => type)).size === 2;
    if (both && [...open.values()].every((left) => left <= 0n)) return [];
  }
  const left = sumsOf(moved.map(({ kind, currency, amount }) => [currency, kind === 'sale' ? amount : -amount]));
  return [
    ...moved,
    ...cancels.flatMap((fact): Movement[] => {
      const currency = currencyOf(fact);
      const [rest, asked] = [left.get(currency) ?? 0n, calledOff(fact)];
      const amount = asked < rest ? asked : rest;
      if (amount <= 0n) return [];
      left.set(currency, rest - amount);
      return [{ fact, kind: 'part', amount, currency, cost: null }];
    }),
  ];
};
const movement = (fact: Fact): Movement => ({
  ...{ fact, kind: fact.type === 'PurchaseMade' ? 'sale' : 'return', amount: millionths(fact.data['amount']) },
  ...{ currency: fact.data['currency'], cost: costOf(fact) },
});

const KINDS = ['PurchaseMade', 'ItemReturned', 'OrderCancelled'];
/** The movements of every customer who has any, in the order of time. */
export const booksOf = (facts: readonly Fact[]): ReadonlyMap<string, readonly Movement[]> => {
  const own = new Map<string, Map<string, Fact[]>>();
  for (const fact of facts) {
    if (fact.customer === '' || !KINDS.includes(fact.type)) continue;
    const orders = own.get(fact.customer) ?? new Map<string, Fact[]>();
    const order = fact.data['orderId'] === undefined ? `no order ${fact.eventId}` : `order ${fact.data['orderId']}`;
    orders.set(order, [...(orders.get(order) ?? []), fact]);
    own.set(fact.customer, orders);
  }
  return new Map([...own].map(([customer, orders]) => [customer, [...orders.values()].flatMap(ofOrder).sort((a, b) => a.fact.at - b.fact.at || (a.fact.eventId < b.fact.eventId ? -1 : 1))])); // prettier-ignore
};

/** A customer's figures of a window. */
export interface Figures {
  readonly value: bigint;
  readonly sales: readonly Fact[];
  readonly orders: number;
  readonly ever: readonly Fact[];
  readonly unconverted: number;
  readonly uncosted: number;
}

/** Adds up what moved after a day; `from` is the last day before the window. */
export const figuresOf = (movements: readonly Movement[], from: number, basis: string, convert: Convert): Figures => {
  const ever = movements.filter(({ kind }) => kind === 'sale').map(({ fact }) => fact);
  const inside = movements.filter(({ fact, kind }) => fact.day > from && (basis !== 'gross' || kind === 'sale'));
  let [value, unconverted, uncosted] = [0n, 0, 0];
  for (const { fact, kind, amount, currency, cost } of inside) {
    const worth = convert(basis === 'margin' ? amount - (cost ?? 0n) : amount, currency, fact.at);
    if (worth === null) unconverted += 1;
    else if (basis === 'margin' && cost === null) uncosted += 1;
    else value += kind === 'sale' ? worth : -worth;
  }
  const sales = ever.filter(({ day }) => day > from);
  return { value, sales, orders: new Set(sales.map(({ data }) => data['orderId'])).size, ever, unconverted, uncosted };
};

/** The last day before a window that ends with a day. */
export const windowFrom = (window: string, day: number): number =>
  window === 'all' ? -Infinity : day - Number.parseInt(window, 10);
