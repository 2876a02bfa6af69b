import { addDecimal, compareDecimal, subtractDecimal } from '@rapport/events';
import { entryAt, type OrderKind, postTo, type Ledger as Kept, type Posted as PostedTo } from '../order-ledger';

export { emptyLedger, LEDGER_MAX, orderKey, ordersIn } from '../order-ledger';

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

/** An order as kept: one that was bought at once and nothing else is `EUR 129.90`, to keep the row small. */
export type Entry = Order | string;

/** The ledger of the unified view. */
export type Ledger = Kept<Entry>;
export type Posted = PostedTo<Entry, Effect>;

const NOTHING: Effect = {};

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

/** The currency that an amount without one is in: the order's; the least by text if there are several. */
const homeOf = ({ sums }: Order): string | undefined => Object.keys(sums).sort()[0];

/** What cancellations state in a currency of the order; null when they say nothing about it. */
const statedIn = (order: Order, currency: string): string | null => {
  const named = order.stated?.[currency]?.[0] ?? null;
  const unnamed = currency === homeOf(order) ? (order.stated?.['']?.[0] ?? null) : null;
  return named !== null && unnamed !== null ? addDecimal(named, unnamed) : (named ?? unnamed);
};

/** True when nothing is left of it: cancelled as a whole, or for all that was bought. */
const isOff = (order: Order): boolean => {
  if (order.whole || !order.stated) return order.whole === true;
  return Object.entries(order.sums).every(([currency, [bought]]) => {
    const amount = statedIn(order, currency);
    return amount !== null && compareDecimal(amount, bought) >= 0;
  });
};

/** Whether nothing is left of the order with a key; false where it is not known. */
export const isOffIn = (ledger: Ledger, key: string): boolean => {
  const entry = entryAt(ledger, key);
  return entry !== undefined && typeof entry !== 'string' && isOff(entry);
};

const isLive = (order: Order): boolean =>
  Object.values(order.sums).some(([, , purchases]) => purchases > 0) && !isOff(order);

/** An order's cancellation takes off what is left of it after returns, or the amount it states, whichever is less. */
export const effectOf = (order: Order): Effect => {
  if (!order.whole && !order.stated) return NOTHING;
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

const KIND: OrderKind<Order, Entry, Effect> = {
  unknown: { sums: {} },
  read: orderOf,
  written: entryOf,
  isLive,
  effectOf,
  effectUnlinked,
};

/** Posts an event to its order; see ../order-ledger. */
export const post = (
  ledger: Ledger,
  key: string,
  change: (order: Order) => Order,
  mine: boolean,
  first?: string,
): Posted => postTo(KIND, ledger, key, change, mine, first);

/** The entry of an order that was bought at once and nothing else. */
export const boughtAtOnce = (currency: string, amount: string): string => `${currency} ${addDecimal('0', amount)}`;
