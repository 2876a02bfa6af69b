import { uuid5 } from '@rapport/events';
import type { Own } from '@rapport/fold';
import { remembered } from './remembered';

/**
 * Orders of one customer by a short hash of the order number, sixteen slots by its first character. `Entry` is how an
 * order is kept in the row.
 */
export interface Ledger<Entry> {
  readonly size: number;
  /** Orders with a purchase that are not cancelled as a whole. */
  readonly live: number;
  /** True once more than LEDGER_MAX order numbers came by: figures on single orders hold for a sample from then on. */
  readonly full: boolean;
  readonly slots: Readonly<Record<string, Readonly<Record<string, Entry>>>>;
}

/** What a projection keeps of an order, and what the order takes off sums by being cancelled. */
export interface OrderKind<Order, Entry, Effect> {
  /** An order of which nothing is known yet. */
  readonly unknown: Order;
  readonly read: (entry: Entry) => Order;
  readonly written: (order: Order) => Entry;
  /** Something was bought and is not cancelled as a whole. */
  readonly isLive: (order: Order) => boolean;
  readonly effectOf: (order: Order) => Effect;
  /** What single events say without knowing their order: all that remains of an order that left the ledger. */
  readonly effectUnlinked: (order: Order) => Effect;
}

export const LEDGER_MAX = 500;
export const emptyLedger = (): Ledger<never> => ({ size: 0, live: 0, full: false, slots: {} });
const KEY_BITS = 48;

/** A batch's order numbers are asked for once per projection, and hashing is much of a fold's work. */
const KNOWN_MAX = 8_192;

/** 48 bits of the order number's hash: short, evenly spread, the same everywhere. */
export const orderKey = remembered((orderId) => {
  const id = uuid5('order', orderId);
  return id.slice(0, 8) + id.slice(9, 13);
}, KNOWN_MAX);

export const entryAt = <Entry>(ledger: Ledger<Entry>, key: string): Entry | undefined => ledger.slots[key[0]!]?.[key];

/** A change of the ledger, and of the sums: take `before` away, add `after`. */
export interface Posted<Entry, Effect> {
  readonly ledger: Ledger<Entry>;
  readonly before: readonly Effect[];
  readonly after: readonly Effect[];
  /** Nothing of the ledger and of the sums is otherwise than before. */
  readonly isSame?: true;
}

/**
 * Posts an event to its order. Beyond LEDGER_MAX orders the ledger keeps those with the least hashes: which ones they are
 * depends on the set of order numbers only, so sums stay order-free. The others count as what their events state
 * (a cancellation without an amount then takes nothing off).
 * @param first what `change` makes of an order that nothing is known of, where that is live and takes nothing off: most events
 *   are the only ones of their order, and this spares them the way from entry to order and back.
 */
export const postTo = <Order, Entry, Effect>(
  kind: OrderKind<Order, Entry, Effect>,
  ledger: Ledger<Entry>,
  key: string,
  change: (order: Order) => Order,
  mine = false,
  first?: Entry,
): Posted<Entry, Effect> => {
  const entry = entryAt(ledger, key);
  if (entry === undefined && first !== undefined && ledger.size < LEDGER_MAX) {
    const next: Own<Ledger<Entry>> = mine ? ledger : { ...ledger };
    next.size += 1;
    next.live += 1;
    next.slots = withEntry(ledger.slots, key, first, mine);
    return { ledger: next, before: [], after: [] };
  }
  // It would be the greatest and leave at once, without a trace: most orders of somebody who has very many.
  if (entry === undefined && first !== undefined && ledger.full && key > greatestIn(ledger.slots))
    return { ledger, before: [], after: [], isSame: true };
  const standing = entry === undefined ? undefined : kind.read(entry);
  const order = change(standing ?? kind.unknown);
  const next: Own<Ledger<Entry>> = mine ? ledger : { ...ledger };
  next.size += standing ? 0 : 1;
  next.live += Number(kind.isLive(order)) - Number(standing !== undefined && kind.isLive(standing));
  next.slots = withEntry(ledger.slots, key, kind.written(order), mine);
  const before = standing === undefined ? [] : [kind.effectOf(standing)];
  const posted = { ledger: next, before, after: [kind.effectOf(order)] };
  return next.size <= LEDGER_MAX ? posted : withoutGreatest(kind, posted, mine);
};

type Slots<Entry> = Ledger<Entry>['slots'];

const withEntry = <Entry>(slots: Slots<Entry>, key: string, entry: Entry, mine: boolean): Slots<Entry> => {
  const slot = slots[key[0]!];
  if (mine && key > (greatestKnown.get(slots) ?? '~')) greatestKnown.set(slots, key);
  if (!mine) return { ...slots, [key[0]!]: { ...slot, [key]: entry } };
  if (slot) (slot as Own<typeof slot>)[key] = entry;
  else (slots as Own<typeof slots>)[key[0]!] = lone(key, entry);
  return slots;
};

/** Names that nobody else has are kept in a hash table: the engine would make a new shape for each of them. */
const lone = <Entry>(key: string, entry: Entry): Record<string, Entry> => {
  const record = Object.create(null) as Record<string, Entry>;
  record[key] = entry;
  return record;
};

const withoutEntry = <Entry>(slots: Slots<Entry>, key: string, mine: boolean): Slots<Entry> => {
  const own: Own<Slots<Entry>> = mine ? slots : { ...slots };
  greatestKnown.delete(own);
  const slot: Own<Slots<Entry>[string]> = mine ? slots[key[0]!]! : { ...slots[key[0]!] };
  delete slot[key];
  own[key[0]!] = slot;
  if (Object.keys(slot).length === 0) delete own[key[0]!];
  return own;
};

const greatest = (texts: readonly string[]): string => texts.reduce((most, text) => (text > most ? text : most));

/** The greatest keys of ledgers, as long as they are: it is asked for with each order of somebody who has very many. */
const greatestKnown = new WeakMap<Slots<unknown>, string>();

const greatestIn = (slots: Slots<unknown>): string => {
  const known = greatestKnown.get(slots);
  if (known !== undefined) return known;
  const found = greatest(Object.keys(slots[greatest(Object.keys(slots))]!));
  greatestKnown.set(slots, found);
  return found;
};

const withoutGreatest = <Order, Entry, Effect>(
  kind: OrderKind<Order, Entry, Effect>,
  { ledger, before, after }: Posted<Entry, Effect>,
  mine: boolean,
): Posted<Entry, Effect> => {
  const key = greatestIn(ledger.slots);
  const leaving = kind.read(entryAt(ledger, key)!);
  const live = ledger.live - Number(kind.isLive(leaving));
  const left: Own<Ledger<Entry>> = mine ? ledger : { ...ledger };
  Object.assign(left, { size: ledger.size - 1, live, full: true, slots: withoutEntry(ledger.slots, key, mine) });
  return {
    ledger: left,
    before: [...before, kind.effectOf(leaving)],
    after: [...after, kind.effectUnlinked(leaving)],
  };
};

/**
 * Distinct orders not cancelled: exact up to LEDGER_MAX orders, beyond that estimated from the greatest of the least
 * hashes (the k-minimum-values estimator of Bar-Yossef et al., RANDOM 2002; standard error 1/√(k−2), about 4 %).
 */
export const ordersIn = ({ full, live, size, slots }: Ledger<unknown>): number => {
  if (!full) return live;
  const share = (parseInt(greatestIn(slots), 16) + 1) / 2 ** KEY_BITS;
  return Math.round(((size - 1) / share) * (live / size));
};
