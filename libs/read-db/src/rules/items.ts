import type { ItemsBy } from '@rapport/decisions';
import { toMicros, type Rates } from './money';

/** A line of an order as the rules keep it: article, category, price (null = not named); how many, where it is not one. */
export type SoldItem = readonly [sku: string | null, category: string | null, amount: string | null, quantity?: number];

/** A line as the event has it. */
interface SoldLine {
  readonly sku?: string;
  readonly category?: string;
  readonly amount?: string;
  readonly quantity?: number;
}

/** The lines of an order or of a return as one text, in which a million of them take little room; null = there are none. */
export const itemsText = (lines: readonly SoldLine[] = []): string | null => {
  const some = lines.filter(({ quantity = 1 }) => quantity !== 0);
  if (some.length === 0) return null;
  return JSON.stringify(
    some.map(({ sku = null, category = null, amount = null, quantity = 1 }): SoldItem =>
      quantity === 1 ? [sku, category, amount] : [sku, category, amount, quantity],
    ),
  );
};

/** The lines of several orders as those of one. */
export const joinItems = (texts: readonly (string | null | undefined)[]): string | null => {
  const items = texts.flatMap((text) => (text ? (JSON.parse(text) as readonly SoldItem[]) : []));
  return items.length === 0 ? null : JSON.stringify(items);
};

/** One thing of a purchase. */
export interface SoldThing {
  readonly name: string;
  /** Price of the line in the order's currency, a decimal text; null = not said. */
  readonly amount: string | null;
  /** How many; below 0 where a line of a purchase takes something back. */
  readonly quantity: number;
}

/** What was bought, or came back, told apart by category or article; lines that name none are left out. */
export const itemsOf = ({ items }: { readonly items: string | null }, by: ItemsBy): readonly SoldThing[] => {
  if (items === null) return [];
  return (JSON.parse(items) as readonly SoldItem[]).flatMap(([sku, category, amount, quantity = 1]) => {
    const name = by === 'sku' ? sku : category;
    return name === null ? [] : [{ name, amount, quantity }];
  });
};

/** What a price is in, and of when. */
interface PricedAt {
  readonly currency: string;
  readonly occurredAt: string;
}

/** What a thing costs on average. */
export class Prices {
  readonly #sums = new Map<string, { sum: number; count: number }>();

  constructor(
    private readonly rates: Rates,
    private readonly currency: string,
  ) {}

  /** Counts a line; one without a price, or whose price cannot be converted, says nothing. */
  add({ name, amount }: SoldThing, { currency, occurredAt }: PricedAt): void {
    if (amount === null) return;
    const raw = toMicros(amount);
    const converted = currency === this.currency ? raw : this.rates.convert(raw, currency, this.currency, occurredAt);
    if (converted === null) return;
    const known = this.#sums.get(name) ?? { sum: 0, count: 0 };
    known.sum += Number(converted) / 1e6;
    known.count++;
    this.#sums.set(name, known);
  }

  /** In the company's currency; 0 where no price is known. */
  of(name: string): number {
    const known = this.#sums.get(name);
    return known ? Math.max(0, known.sum / known.count) : 0;
  }
}
