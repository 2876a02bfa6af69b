import { addDecimal, type Fact, type FactOf } from '@rapport/events';
import { itemsText } from './items';

/** A sale, a return or a cancellation as the rules keep it. */
export interface SaleRow {
  readonly eventId: string;
  readonly handle: string;
  readonly occurredAt: string;
  readonly kind: 'sale' | 'return' | 'cancel';
  readonly orderId: string | null;
  /** Null for a cancellation: in the order's currency. */
  readonly currency: string | null;
  /** Null for a cancellation: of the whole order. */
  readonly amount: string | null;
  /** What the goods cost us; null = not known. */
  readonly cost: string | null;
  /** Product category of the line that is worth most; null = none is named. */
  readonly category: string | null;
  /** Where it was said: `store`, `web`, … */
  readonly channel: string;
  /** The lines (`itemsText`), of a return or a cancellation those that came back; null = none are named. */
  readonly items?: string | null;
}

interface Line {
  readonly sku?: string;
  readonly quantity?: number;
  readonly category?: string;
  readonly amount?: string;
  readonly cost?: string;
}

/** The cost of all lines, where it is known for every one of them. */
const costOf = (lines: readonly Line[] | undefined): string | null =>
  lines === undefined || lines.length === 0 || lines.some(({ cost }) => cost === undefined)
    ? null
    : lines.reduce((sum, { cost }) => addDecimal(sum, cost!), '0');

/** The category of the line that is worth most, of like ones the first. */
const categoryOf = (lines: readonly Line[] = []): string | null => {
  const worth = ({ amount }: Line): number => Number(amount ?? 0);
  const named = lines.filter(({ category }) => category !== undefined);
  return named.reduce<Line | null>((best, line) => (best && worth(best) >= worth(line) ? best : line), null)?.category ?? null; // prettier-ignore
};

/** A cancellation of lines is worth what the lines say; one that names neither amount nor lines is of the whole order. */
const cancelledAmount = ({ amount, lines }: FactOf<'OrderCancelled'>['data']): string | null =>
  amount ?? lines?.reduce((sum, line) => addDecimal(sum, line.amount ?? '0'), '0') ?? null;

/**
 * The row of a fact; null for one that is nothing like a sale, or of somebody who gave no identifier at all: nobody could
 * ever be ranked for it.
 */
export const saleRow = (fact: Fact): SaleRow | null => {
  if (fact.handles.every(({ type }) => type === 'event')) return null;
  const base = {
    eventId: fact.eventId,
    handle: fact.handle,
    occurredAt: fact.occurredAt,
    category: null,
    channel: fact.channel,
  };
  switch (fact.type) {
    case 'PurchaseMade': {
      const { orderId, currency, amount, cost, lines } = (fact as FactOf<'PurchaseMade'>).data;
      const more = { cost: cost ?? costOf(lines), category: categoryOf(lines), items: itemsText(lines) };
      return { ...base, kind: 'sale', orderId, currency, amount, ...more };
    }
    case 'ItemReturned': {
      const { orderId = null, currency, amount, lines } = (fact as FactOf<'ItemReturned'>).data;
      return { ...base, kind: 'return', orderId, currency, amount, cost: costOf(lines), items: itemsText(lines) };
    }
    case 'OrderCancelled': {
      const { data } = fact as FactOf<'OrderCancelled'>;
      const { orderId, currency = null } = data;
      const items = itemsText(data.lines);
      return { ...base, kind: 'cancel', orderId, currency, amount: cancelledAmount(data), cost: null, items };
    }
    default:
      return null;
  }
};
