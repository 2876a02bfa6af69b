import { inOrder } from '@rapport/decisions';
import type { Movement } from './book';
import type { Rates } from './money';

/** What a close counts. */
export interface Counting {
  /** Inclusive begin of the window in milliseconds; -Infinity = everything. */
  readonly from: number;
  /** Exclusive end in milliseconds: the end of the day that is closed. */
  readonly to: number;
  readonly basis: 'gross' | 'net' | 'margin';
  readonly currency: string;
  readonly rates: Rates;
}

/** A customer's figures at a close. */
export interface Figures {
  /** In the window, in millionths of the reporting currency. */
  readonly value: bigint;
  /** Sales in the window. */
  readonly sales: number;
  /** Orders in the window: several sales may belong to one. */
  readonly orders: number;
  /** Local day of the last sale in the window, a day number; null = none. */
  readonly lastDay: number | null;
  /** The first sale ever. */
  readonly first: Movement | null;
  /** Movements in the window that no rate was there for. */
  readonly unconverted: number;
  /** Movements in the window whose cost nobody knows, left out of a margin. */
  readonly uncosted: number;
}

/** True for a movement that happened before the close and was not called off before it. */
export const counts = ({ at, until }: Movement, to: number): boolean => at < to && until >= to;

/** True for what came back where nobody asks: a value in gross is not without it for want of a rate. */
const isPassedOver = ({ kind }: Movement, basis: Counting['basis']): boolean => kind === 'return' && basis === 'gross';

/**
 * Counts a customer's movements. What cannot be converted, or has no cost where a margin is asked for, is left out of the value;
 * a sale is one all the same: whoever bought is no prospect because a rate is missing.
 */
export const figuresOf = (movements: readonly Movement[], { from, to, basis, currency, rates }: Counting): Figures => {
  let [value, sales, orders, unconverted, uncosted] = [0n, 0, 0, 0, 0];
  let first: Movement | null = null;
  let lastDay: number | null = null;
  let inParts: Set<number> | undefined;
  for (const movement of movements) {
    if (!counts(movement, to)) continue;
    const { kind, at } = movement;
    if (kind === 'sale' && (first === null || isEarlier(movement, first))) first = movement;
    if (at < from || isPassedOver(movement, basis)) continue;
    const { amount, cost } = movement;
    const raw = basis === 'margin' ? amount - (cost ?? amount) : amount;
    const converted =
      movement.currency === currency ? raw : rates.convert(raw, movement.currency, currency, movement.occurredAt);
    if (kind === 'sale') {
      sales++;
      if (movement.order < 0) orders++;
      else (inParts ??= new Set()).add(movement.order);
      if (lastDay === null || movement.day > lastDay) lastDay = movement.day;
    }
    if (converted === null) unconverted++;
    else if (basis === 'margin' && cost === null) uncosted++;
    else if (kind === 'sale') value += converted;
    else value -= converted;
  }
  return { value, sales, orders: orders + (inParts?.size ?? 0), lastDay, first, unconverted, uncosted };
};

/** Movements that count at the close and that no rate was there for: `unconverted` of the figures, without the others. */
export const unconvertedIn = (movements: readonly Movement[], counting: Counting): number => {
  const { from, to, basis, currency, rates } = counting;
  let unconverted = 0;
  for (const movement of movements) {
    if (movement.currency === currency || !counts(movement, to) || movement.at < from) continue;
    if (isPassedOver(movement, basis)) continue;
    if (rates.convert(movement.amount, movement.currency, currency, movement.occurredAt) === null) unconverted++;
  }
  return unconverted;
};

/** Moments are compared as numbers first: their texts are made when somebody asks. */
const isEarlier = (one: Movement, other: Movement): boolean =>
  one.at < other.at || (one.at === other.at && one.occurredAt < other.occurredAt);

/** The events behind figures, sales and what else there is, newest first: at most `max`, and how many there are. */
export const evidenceOf = (
  movements: readonly Movement[],
  { from, to }: Pick<Counting, 'from' | 'to'>,
  max: number,
  others: readonly Pick<Movement, 'at' | 'eventId'>[] = [],
): { readonly events: readonly string[]; readonly count: number } => {
  const sales = movements.filter((one) => one.kind === 'sale' && counts(one, to) && one.at >= from);
  const behind = others.length === 0 ? sales : [...sales, ...others];
  inOrder<Pick<Movement, 'at' | 'eventId'>>(behind, (a, b) =>
    a.at > b.at || (a.at === b.at && a.eventId > b.eventId) ? -1 : 1,
  );
  const told = behind.length > max ? behind.slice(0, max) : behind;
  return { events: told.map(({ eventId }) => eventId), count: behind.length };
};
