import { addDecimal, compareDecimal, subtractDecimal, uuid5 } from '@rapport/events';

/** What is known of one order, whichever of its events came first. */
export interface Order {
  /** By currency: amount bought, amount given back, number of purchases. */
  readonly sums: Readonly<Record<string, readonly [bought: string, returned: string, purchases: number]>>;
  /** True when a cancellation named no amount: the whole order is off. */
  readonly whole?: true;
  /** Cancelled amounts and their number by currency; '' = the currency of the order. */
  readonly stated?: Readonly<Record<string, readonly [amount: string, times: number]>>;
}

/** What orders take off the totals of a currency by being cancelled. */
export type Effect = Readonly<Record<string, readonly [amount: string, orders: number]>>;

/** Orders of one customer by a short hash of the order number, sixteen slots by its first character. */
export interface Ledger {
  readonly size: number;
  /** Orders with a purchase that are not cancelled as a whole. */
  readonly live: number;
  /** True once more than LEDGER_MAX order numbers came by: figures on single orders hold for a sample from then on. */
  readonly full: boolean;
  readonly slots: Readonly<Record<string, Readonly<Record<string, Entry>>>>;
}

/** An order as kept: one that was bought at once and nothing else is `EUR 129.90`, to keep the row small. */
export type Entry = Order | string;

export const LEDGER_MAX = 500;
export const EMPTY_LEDGER: Ledger = { size: 0, live: 0, full: false, slots: {} };
const KEY_BITS = 48;
const NOTHING: Effect = {};

/** 48 bits of the order number's hash: short, evenly spread, the same everywhere. */
export const orderKey = (orderId: string): string => {
  const id = uuid5('order', orderId);
  return id.slice(0, 8) + id.slice(9, 13);
};

const orderOf = (entry: Entry): Order => {
  if (typeof entry !== 'string') return entry;
  const [currency, amount] = entry.split(' ') as [string, string];
  return { sums: { [currency]: [amount, '0', 1] } };
};

const entryOf = (order: Order): Entry => {
  const [sum, ...others] = Object.entries(order.sums);
  if (order.whole || order.stated || !sum || others.length > 0) return order;
  const [currency, [bought, returned, purchases]] = sum;
  return returned === '0' && purchases === 1 ? `${currency} ${bought}` : order;
};

export const orderAt = (ledger: Ledger, key: string): Order | undefined => {
  const entry = ledger.slots[key[0]!]?.[key];
  return entry === undefined ? undefined : orderOf(entry);
};

/** The currency that an amount without one is in: the order's; the least by text if there are several. */
const homeOf = ({ sums }: Order): string | undefined => Object.keys(sums).sort()[0];

/** What cancellations state in a currency of the order; null when they say nothing about it. */
const statedIn = (order: Order, currency: string): string | null => {
  const named = order.stated?.[currency]?.[0] ?? null;
  const unnamed = currency === homeOf(order) ? (order.stated?.['']?.[0] ?? null) : null;
  return named !== null && unnamed !== null ? addDecimal(named, unnamed) : (named ?? unnamed);
};

/** True when nothing is left of it: cancelled as a whole, or for all that was bought. */
export const isOff = (order: Order): boolean => {
  if (order.whole || !order.stated) return order.whole === true;
  return Object.entries(order.sums).every(([currency, [bought]]) => {
    const amount = statedIn(order, currency);
    return amount !== null && compareDecimal(amount, bought) >= 0;
  });
};

const isLive = (order: Order | undefined): boolean =>
  order !== undefined && Object.values(order.sums).some(([, , purchases]) => purchases > 0) && !isOff(order);

/** An order's cancellation takes off what is left of it after returns, or the amount it states, whichever is less. */
export const effectOf = (order: Order | undefined): Effect => {
  if (!order || (!order.whole && !order.stated)) return NOTHING;
  const effect: Record<string, readonly [string, number]> = {};
  for (const [currency, [bought, returned]] of Object.entries(order.sums)) {
    const rest = subtractDecimal(bought, returned);
    const left = compareDecimal(rest, '0') > 0 ? rest : '0';
    const amount = order.whole ? left : statedIn(order, currency);
    if (amount !== null) effect[currency] = [compareDecimal(amount, left) < 0 ? amount : left, 1];
  }
  return effect;
};

/** What single events say without knowing their order: all that remains of an order that left the ledger. */
const effectUnlinked = ({ stated = {} }: Order): Effect =>
  Object.fromEntries(Object.entries(stated).filter(([currency]) => currency !== ''));

/** A change of the ledger, and of the totals: take `before` away, add `after`. */
export interface Posted {
  readonly ledger: Ledger;
  readonly before: readonly Effect[];
  readonly after: readonly Effect[];
}

/**
 * Posts an event to its order. Beyond LEDGER_MAX orders the ledger keeps those with the least hashes: which ones they are
 * depends on the set of order numbers only, so totals stay order-free. The others count as what their events state
 * (a cancellation without an amount then takes nothing off).
 */
export const post = (ledger: Ledger, key: string, change: (order: Order) => Order): Posted => {
  const standing = orderAt(ledger, key);
  const order = change(standing ?? { sums: {} });
  const slot = { ...ledger.slots[key[0]!], [key]: entryOf(order) };
  const next: Ledger = {
    size: ledger.size + (standing ? 0 : 1),
    live: ledger.live + Number(isLive(order)) - Number(isLive(standing)),
    full: ledger.full,
    slots: { ...ledger.slots, [key[0]!]: slot },
  };
  const posted = { ledger: next, before: [effectOf(standing)], after: [effectOf(order)] };
  return next.size <= LEDGER_MAX ? posted : withoutGreatest(posted);
};

const greatest = (texts: readonly string[]): string => texts.reduce((most, text) => (text > most ? text : most));

const withoutGreatest = ({ ledger, before, after }: Posted): Posted => {
  const first = greatest(Object.keys(ledger.slots));
  const { [first]: slot, ...slots } = ledger.slots;
  const key = greatest(Object.keys(slot!));
  const { [key]: entry, ...staying } = slot!;
  const leaving = orderOf(entry!);
  const left = Object.keys(staying).length > 0 ? { ...slots, [first]: staying } : slots;
  return {
    ledger: { size: ledger.size - 1, live: ledger.live - Number(isLive(leaving)), full: true, slots: left },
    before: [...before, effectOf(leaving)],
    after: [...after, effectUnlinked(leaving)],
  };
};

/**
 * Distinct orders not cancelled: exact up to LEDGER_MAX orders, beyond that estimated from the greatest of the least
 * hashes (the k-minimum-values estimator of Bar-Yossef et al., RANDOM 2002; standard error 1/√(k−2), about 4 %).
 */
export const ordersIn = ({ full, live, size, slots }: Ledger): number => {
  if (!full) return live;
  const greatestKey = greatest(Object.keys(slots[greatest(Object.keys(slots))]!));
  const share = (parseInt(greatestKey, 16) + 1) / 2 ** KEY_BITS;
  return Math.round(((size - 1) / share) * (live / size));
};
