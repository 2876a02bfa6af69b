import type { Movement } from './book';

/** Bytes of an event's id. */
const ID_BYTES = 16;
/** What no cost is written as: no cost is that low. */
const NO_COST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;
/** Room at first. */
const ROOM = 1_024;

/** Texts of which there are few, by number. */
class Names {
  readonly #numbers = new Map<string | null, number>();
  readonly #names: (string | null)[] = [];

  numberOf(name: string | null): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#names.push(name) - 1;
    this.#numbers.set(name, number);
    return number;
  }

  name(number: number): string | null {
    return this.#names[number]!;
  }
}

const grown = <Column extends { readonly length: number; set(from: Column): void }>(
  column: Column,
  make: new (length: number) => Column,
): Column => {
  const larger = new make(column.length * 2);
  larger.set(column);
  return larger;
};

/**
 * Movements by number, in columns: some 70 bytes each instead of some 400 as objects, and nothing that the collector of garbage has
 * to walk through at each close.
 */
export class MovementColumns {
  readonly #names = new Names();
  #ids = Buffer.alloc(ROOM * ID_BYTES);
  #isSale = new Uint8Array(ROOM);
  #at = new Float64Array(ROOM);
  #day = new Int32Array(ROOM);
  #amount = new BigInt64Array(ROOM);
  #cost = new BigInt64Array(ROOM);
  #order = new Int32Array(ROOM);
  #currency = new Int32Array(ROOM);
  #category = new Int32Array(ROOM);
  #channel = new Int32Array(ROOM);
  readonly #items: (string | null)[] = [];
  /** What few of them have, by number: other texts of a moment, an end, amounts beyond 64 bits. */
  readonly #rare = new Map<number, Partial<Movement>>();
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Takes a movement in and returns its number. */
  push(movement: Movement): number {
    if (this.#length === this.#at.length) this.#grow();
    const nth = this.#length++;
    this.#ids.write(movement.eventId.replaceAll('-', ''), nth * ID_BYTES, 'hex');
    this.#isSale[nth] = movement.kind === 'sale' ? 1 : 0;
    this.#at[nth] = movement.at;
    this.#day[nth] = movement.day;
    this.#amount[nth] = movement.amount;
    this.#cost[nth] = movement.cost ?? NO_COST;
    this.#order[nth] = movement.order;
    this.#currency[nth] = this.#names.numberOf(movement.currency);
    this.#category[nth] = this.#names.numberOf(movement.category);
    this.#channel[nth] = this.#names.numberOf(movement.channel);
    this.#items[nth] = movement.items;
    const rare = rareIn(movement);
    if (rare) this.#rare.set(nth, rare);
    return nth;
  }

  /** A movement as the rules see it. */
  at(nth: number): Movement {
    return new Packed(this, nth);
  }

  /** Moves one to a lower number, whose own is not needed any more. */
  move(from: number, to: number): void {
    this.#ids.copyWithin(to * ID_BYTES, from * ID_BYTES, (from + 1) * ID_BYTES);
    this.#isSale[to] = this.#isSale[from]!;
    this.#at[to] = this.#at[from]!;
    this.#day[to] = this.#day[from]!;
    this.#amount[to] = this.#amount[from]!;
    this.#cost[to] = this.#cost[from]!;
    this.#order[to] = this.#order[from]!;
    this.#currency[to] = this.#currency[from]!;
    this.#category[to] = this.#category[from]!;
    this.#channel[to] = this.#channel[from]!;
    this.#items[to] = this.#items[from]!;
    const rare = this.#rare.get(from);
    this.#rare.delete(from);
    if (rare) this.#rare.set(to, rare);
    else this.#rare.delete(to);
  }

  /** Forgets those from a number on. */
  cut(length: number): void {
    for (const nth of this.#rare.keys()) if (nth >= length) this.#rare.delete(nth);
    this.#items.length = length;
    this.#length = length;
  }

  readonly idOf = (nth: number): string => {
    const hex = this.#ids.toString('hex', nth * ID_BYTES, (nth + 1) * ID_BYTES);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };
  readonly isSale = (nth: number): boolean => this.#isSale[nth] === 1;
  readonly atOf = (nth: number): number => this.#at[nth]!;
  readonly occurredAtOf = (nth: number): string => this.#rareOf(nth)?.occurredAt ?? new Date(this.#at[nth]!).toISOString(); // prettier-ignore
  readonly isUsual = (nth: number): boolean => this.#rareOf(nth)?.occurredAt === undefined;
  readonly dayOf = (nth: number): number => this.#day[nth]!;
  readonly untilOf = (nth: number): number => this.#rareOf(nth)?.until ?? Infinity;
  readonly amountOf = (nth: number): bigint => this.#rareOf(nth)?.amount ?? this.#amount[nth]!;
  readonly costOf = (nth: number): bigint | null => {
    const rare = this.#rareOf(nth)?.cost;
    if (rare !== undefined) return rare;
    const cost = this.#cost[nth]!;
    return cost === NO_COST ? null : cost;
  };
  readonly orderOf = (nth: number): number => this.#order[nth]!;
  readonly currencyOf = (nth: number): string => this.#names.name(this.#currency[nth]!)!;
  readonly categoryOf = (nth: number): string | null => this.#names.name(this.#category[nth]!);
  readonly channelOf = (nth: number): string => this.#names.name(this.#channel[nth]!)!;
  readonly itemsOf = (nth: number): string | null => this.#items[nth]!;

  #rareOf(nth: number): Partial<Movement> | undefined {
    return this.#rare.size === 0 ? undefined : this.#rare.get(nth);
  }

  #grow(): void {
    const ids = Buffer.alloc(this.#ids.length * 2);
    this.#ids.copy(ids);
    this.#ids = ids;
    this.#isSale = grown(this.#isSale, Uint8Array);
    this.#at = grown(this.#at, Float64Array);
    this.#day = grown(this.#day, Int32Array);
    this.#amount = grown(this.#amount, BigInt64Array);
    this.#cost = grown(this.#cost, BigInt64Array);
    this.#order = grown(this.#order, Int32Array);
    this.#currency = grown(this.#currency, Int32Array);
    this.#category = grown(this.#category, Int32Array);
    this.#channel = grown(this.#channel, Int32Array);
  }
}

/** What of a movement no column can hold. */
const rareIn = ({ at, occurredAt, until, amount, cost }: Movement): Partial<Movement> | null => {
  const rare: Partial<Movement> = {
    ...(until !== Infinity && { until }),
    ...(new Date(at).toISOString() !== occurredAt && { occurredAt }),
    ...((amount > MOST || amount < -MOST) && { amount }),
    ...(cost !== null && (cost > MOST || cost <= NO_COST) && { cost }),
  };
  return Object.keys(rare).length > 0 ? rare : null;
};

/** One of them; reads its column when it is asked. */
class Packed implements Movement {
  constructor(
    private readonly columns: MovementColumns,
    private readonly nth: number,
  ) {}

  get eventId() {
    return this.columns.idOf(this.nth);
  }
  get kind() {
    return this.columns.isSale(this.nth) ? 'sale' : 'return';
  }
  get occurredAt() {
    return this.columns.occurredAtOf(this.nth);
  }
  get isUsual() {
    return this.columns.isUsual(this.nth);
  }
  get at() {
    return this.columns.atOf(this.nth);
  }
  get day() {
    return this.columns.dayOf(this.nth);
  }
  get until() {
    return this.columns.untilOf(this.nth);
  }
  get currency() {
    return this.columns.currencyOf(this.nth);
  }
  get amount() {
    return this.columns.amountOf(this.nth);
  }
  get cost() {
    return this.columns.costOf(this.nth);
  }
  get order() {
    return this.columns.orderOf(this.nth);
  }
  get category() {
    return this.columns.categoryOf(this.nth);
  }
  get channel() {
    return this.columns.channelOf(this.nth);
  }
  get items() {
    return this.columns.itemsOf(this.nth);
  }
}
