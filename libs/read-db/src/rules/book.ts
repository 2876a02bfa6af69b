import { joinItems } from './items';
import { toMicros } from './money';
import type { SaleRow } from './sale-rows';

/** What moved a customer's value, and for how long it counts. Amounts are millionths of its currency. */
export interface Movement {
  readonly eventId: string;
  readonly kind: 'sale' | 'return';
  readonly occurredAt: string;
  /** The same moment in milliseconds. */
  readonly at: number;
  /** Its local day, a day number. */
  readonly day: number;
  /** When the order was called off as a whole, in milliseconds: closes after that do not count it. Infinity = never. */
  readonly until: number;
  readonly currency: string;
  readonly amount: bigint;
  /** Null = not known. */
  readonly cost: bigint | null;
  /** Which order, where several sales or returns of the book belong to it; -1 = none or one of its own. */
  readonly order: number;
  /** Product category; null = none is named. */
  readonly category: string | null;
  /** Where it was said: `store`, `web`, … */
  readonly channel: string;
  /** The lines of the order, or those that came back (`itemsOf`); null = none are named. */
  readonly items: string | null;
  /** True where it is known that `occurredAt` is the usual text of `at`, with milliseconds and `Z`. */
  readonly isUsual?: boolean;
}

const compare = (a: SaleRow, b: SaleRow): number =>
  a.occurredAt < b.occurredAt || (a.occurredAt === b.occurredAt && a.eventId < b.eventId) ? -1 : 1;

/** The local day of a moment in milliseconds, as a day number. */
export type DayOf = (at: number) => number;

/** A number for each order of which there are several rows. They are few. */
const ordersInParts = (rows: readonly SaleRow[]): ReadonlyMap<string | null, number> => {
  const numbers = new Map<string | null, number>();
  if (rows.length < 2) return numbers;
  const seen = new Set<string | null>();
  for (const { orderId } of rows) {
    if (orderId === null) continue;
    if (seen.has(orderId) && !numbers.has(orderId)) numbers.set(orderId, numbers.size);
    seen.add(orderId);
  }
  return numbers;
};

const moved = (row: SaleRow, dayOf: DayOf, until = Infinity, amount = toMicros(row.amount!)): Movement => {
  const at = Date.parse(row.occurredAt);
  return {
    eventId: row.eventId,
    kind: row.kind === 'sale' ? 'sale' : 'return',
    occurredAt: row.occurredAt,
    at,
    day: dayOf(at),
    until,
    currency: row.currency!,
    amount,
    cost: row.cost === null ? null : toMicros(row.cost),
    order: -1,
    category: row.category,
    channel: row.channel,
    items: row.items ?? null,
  };
};

/** A return of all that an order was worth, which names no lines, is one of all its lines. */
const withLinesOfOrders = (rows: readonly SaleRow[]): readonly SaleRow[] => {
  const bare = rows.some(({ kind, orderId, items }) => kind === 'return' && orderId !== null && !items);
  if (!bare) return rows;
  return rows.map((row) => {
    if (row.kind !== 'return' || row.orderId === null || row.items) return row;
    const sales = rows.filter(({ kind, orderId }) => kind === 'sale' && orderId === row.orderId);
    const worth = sales.filter(({ currency }) => currency === row.currency).reduce((sum, { amount }) => sum + toMicros(amount!), 0n); // prettier-ignore
    return sales.length > 0 && toMicros(row.amount!) >= worth ? { ...row, items: joinItems(sales.map(({ items }) => items)) } : row; // prettier-ignore
  });
};

/** The movements of a customer's rows. */
export const movementsOf = (rows: readonly SaleRow[], dayOf: DayOf): readonly Movement[] => {
  const numbers = ordersInParts(rows);
  const movements = movementsIn(withLinesOfOrders(rows), dayOf);
  if (numbers.size === 0) return movements;
  const orderOf = new Map(rows.map(({ eventId, orderId }) => [eventId, numbers.get(orderId) ?? -1]));
  return movements.map((movement) => ({ ...movement, order: orderOf.get(movement.eventId)! }));
};

/** Orders that nobody cancelled need no look at each other's rows; nearly all are of this kind. */
const movementsIn = (rows: readonly SaleRow[], dayOf: DayOf): readonly Movement[] => {
  const cancelled = new Set(rows.flatMap(({ kind, orderId }) => (kind === 'cancel' ? [orderId] : [])));
  if (cancelled.size === 0) return rows.map((row) => moved(row, dayOf));
  const plain = rows.filter(({ kind, orderId }) => kind !== 'cancel' && !cancelled.has(orderId));
  const orders = [...cancelled].flatMap((order) =>
    orderMovements(
      rows.filter(({ orderId }) => orderId === order),
      dayOf,
    ),
  );
  return [...plain.map((row) => moved(row, dayOf)), ...orders];
};

/**
 * An order with cancellations. One without an amount, or cancellations that add up to all that was bought, call the whole
 * order off, returns included: from that moment on it never was. Anything less is like a return, of at most what is left.
 */
const orderMovements = (rows: readonly SaleRow[], dayOf: DayOf): readonly Movement[] => {
  const inOrder = [...rows].sort(compare);
  const until = offSince(inOrder);
  const movements = inOrder.filter(({ kind }) => kind !== 'cancel').map((row) => moved(row, dayOf, until));
  const parts = partsOf(inOrder).map(({ row, amount }) => moved(row, dayOf, until, amount));
  return [...movements, ...parts];
};

/**
 * What cancellations take off an order: together at most what is left of it, each time by what had happened until then. So a
 * return that leaves less gives something back at its own moment, and no close sees what comes after it.
 */
const partsOf = (inOrder: readonly SaleRow[]): readonly { readonly row: SaleRow; readonly amount: bigint }[] => {
  const home = homeOf(inOrder);
  const sums = new Map<string, { left: bigint; asked: bigint; taken: bigint }>();
  let isBought = false;
  return inOrder.flatMap((row) => {
    const currency = row.currency ?? home;
    isBought ||= row.kind === 'sale';
    if (currency === null || row.amount === null) return [];
    const sum = sums.get(currency) ?? { left: 0n, asked: 0n, taken: 0n };
    sums.set(currency, sum);
    const amount = toMicros(row.amount);
    if (row.kind === 'cancel') sum.asked += amount;
    else sum.left += row.kind === 'sale' ? amount : -amount;
    const due = sum.left < 0n ? 0n : sum.left < sum.asked ? sum.left : sum.asked;
    const more = due - sum.taken;
    sum.taken = due;
    // The lines of one that came before its order are known from it alone.
    const items = row.kind === 'cancel' ? (row.items ?? null) : null;
    if (more === 0n && (items === null || isBought)) return [];
    return [{ row: { ...row, kind: 'cancel', currency, cost: null, items } as SaleRow, amount: more }];
  });
};

/** The currency of an amount without one: the order's; the least by text if there are several. */
const homeOf = (rows: readonly SaleRow[]): string | null =>
  rows.flatMap(({ kind, currency }) => (kind === 'cancel' || currency === null ? [] : [currency])).sort()[0] ?? null;

/** The moment from which on the whole order is off, in milliseconds; Infinity = it stands. A cancellation may come before its order. */
const offSince = (inOrder: readonly SaleRow[]): number => {
  const home = homeOf(inOrder);
  const open = new Map<string, bigint>();
  let [bought, called] = [false, false];
  for (const { kind, currency, amount, occurredAt } of inOrder) {
    if (kind === 'cancel' && amount === null) return Date.parse(occurredAt);
    const name = currency ?? home;
    if (kind === 'return' || name === null || amount === null) continue;
    bought ||= kind === 'sale';
    called ||= kind === 'cancel';
    open.set(name, (open.get(name) ?? 0n) + (kind === 'sale' ? toMicros(amount) : -toMicros(amount)));
    if (bought && called && [...open.values()].every((rest) => rest <= 0n)) return Date.parse(occurredAt);
  }
  return Infinity;
};
