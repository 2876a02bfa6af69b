import type { ItemsBy } from '@rapport/decisions';
import { toMicros, type Rates } from './money';

/** A line of an order as the rules keep it: article, category, price; null = not named. */
export type SoldItem = readonly [sku: string | null, category: string | null, amount: string | null];

/** A line as the event has it. */
interface SoldLine {
  readonly sku?: string;
  readonly category?: string;
  readonly amount?: string;
  readonly quantity?: number;
}

/** The lines of an order as one text, in which a million of them take little room; null = there are none. */
export const itemsText = (lines: readonly SoldLine[] = []): string | null => {
  // A line of a purchase may take something back.
  const sold = lines.filter(({ quantity = 1 }) => quantity > 0);
  if (sold.length === 0) return null;
  return JSON.stringify(
    sold.map(({ sku = null, category = null, amount = null }): SoldItem => [sku, category, amount]),
  );
};

/** One thing of a purchase. */
export interface SoldThing {
  readonly name: string;
  /** Price of the line in the order's currency, a decimal text; null = not said. */
  readonly amount: string | null;
}

/** What was bought, told apart by category or article; lines that name none are left out. */
export const itemsOf = ({ items }: { readonly items: string | null }, by: ItemsBy): readonly SoldThing[] => {
  if (items === null) return [];
  return (JSON.parse(items) as readonly SoldItem[]).flatMap(([sku, category, amount]) => {
    const name = by === 'sku' ? sku : category;
    return name === null ? [] : [{ name, amount }];
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
