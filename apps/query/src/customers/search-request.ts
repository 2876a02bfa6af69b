import { instant, invalid } from '@rapport/edge';
import type { CustomerFilter, CustomerOrder } from '@rapport/projections';

/** A search as asked. */
export interface SearchRequest {
  readonly words: readonly string[];
  readonly filter: CustomerFilter;
  readonly order: CustomerOrder;
  readonly cursor: string | null;
  readonly limit: number;
}

const ORDERS = ['lastSeenAt', 'firstSeenAt', 'touches', 'orders', 'key'] as const;
const DECIMAL = /^-?\d{1,20}(?:\.\d{1,10})?$/;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isPlain = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

const need = (fulfilled: boolean, detail: string): void => {
  if (!fulfilled) throw invalid(detail);
};

const texts = (name: string, value: unknown, max: number): readonly string[] => {
  const sound = Array.isArray(value) && value.length > 0 && value.length <= max;
  need(sound && value.every((one) => typeof one === 'string' && one.length <= 200), `${name}: 1 to ${max} texts`);
  return value as string[];
};

const moment = (name: string, value: unknown): string => instant(name, typeof value === 'string' ? value : '')!;

const totalsOf = (value: unknown): NonNullable<CustomerFilter['totals']> => {
  need(isObject(value) && Object.keys(value).length <= 5, 'totals: bounds by currency, five at most');
  for (const [currency, bounds] of Object.entries(value as object)) {
    need(
      /^[A-Z]{3}$/.test(currency) && isObject(bounds),
      'totals: bounds by currency, such as {"EUR": {"min": "100"}}',
    );
    for (const [name, bound] of Object.entries(bounds as object)) {
      need(['min', 'max'].includes(name) && DECIMAL.test(String(bound)), 'totals: min and max are decimal strings');
    }
  }
  return value as NonNullable<CustomerFilter['totals']>;
};

const FILTERS: Readonly<Record<string, (value: unknown) => unknown>> = {
  traits: (value) => {
    const sound = isObject(value) && Object.keys(value).length <= 10 && Object.values(value).every(isPlain);
    need(sound, 'traits: plain values by name, ten at most');
    return value;
  },
  channels: (value) => texts('channels', value, 20),
  lastSeenAfter: (value) => moment('lastSeenAfter', value),
  lastSeenBefore: (value) => moment('lastSeenBefore', value),
  minTouches: (value) => {
    need(
      Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 31,
      'minTouches: a whole number',
    );
    return value;
  },
  totals: totalsOf,
  openCase: (value) => {
    need(typeof value === 'boolean' || typeof value === 'string', 'openCase: true, false, or a kind');
    return value;
  },
  openPromise: (value) => {
    need(typeof value === 'boolean', 'openPromise: true or false');
    return value;
  },
};

const orderOf = (value: unknown): CustomerOrder => {
  if (value === undefined) return 'lastSeenAt';
  const net = isObject(value) ? value['net'] : undefined;
  if (typeof net === 'string' && /^[A-Z]{3}$/.test(net)) return { net };
  need(ORDERS.includes(value as never), `order: ${ORDERS.join(', ')}, or {"net": "EUR"}`);
  return value as CustomerOrder;
};

/** Reads a search; what is not known is refused, because a filter that is ignored gives too many. @throws Problem 400 */
export const searchRequestOf = (body: unknown): SearchRequest => {
  need(isObject(body), 'a search is a JSON object');
  const { words, order, cursor, limit = 50, ...filters } = body as Record<string, unknown>;
  const unknown = Object.keys(filters).some((name) => !Object.hasOwn(FILTERS, name));
  need(!unknown, `a filter is unknown; there are words, ${Object.keys(FILTERS).join(', ')}`);
  need(cursor === undefined || cursor === null || typeof cursor === 'string', 'cursor: `next` of the page before');
  need(Number.isInteger(limit) && (limit as number) >= 1 && (limit as number) <= 200, 'limit: 1 to 200');
  return {
    words: words === undefined ? [] : texts('words', words, 10),
    filter: Object.fromEntries(Object.entries(filters).map(([name, value]) => [name, FILTERS[name]!(value)])),
    order: orderOf(order),
    cursor: (cursor as string | null | undefined) ?? null,
    limit: limit as number,
  };
};
