import { exact } from './decimal';
import type { Told } from './facts';

/** An event, or one line of it. */
export interface Item {
  readonly event: Told;
  readonly line?: Readonly<Record<string, any>>;
}

const NAMES: Record<string, string> = { product: 'lines.sku', account: 'data.accountId' };
const ENVELOPE = ['channel', 'type', 'source', 'occurredAt'];
const CONTEXT = ['agent', 'location', 'campaign', 'page'];
const MONEY = ['amount', 'tax', 'shipping', 'discount', 'cost', 'unitPrice'];
/** A member of its own, whatever its name. */
export const own = (of: any, name: string): unknown => (of && Object.hasOwn(of, name) ? of[name] : undefined);

/** What a field holds. */
export const valueOf = ({ event, line }: Item, field: string): any => {
  const name = NAMES[field] ?? field;
  if (name.startsWith('lines.')) return own(line, name.slice(6));
  if (ENVELOPE.includes(name)) return event[name as 'type'];
  if (CONTEXT.includes(name)) return own(event.context, name);
  return own(event.data, name.replace('data.', ''));
};
export const isMoney = (field: string): boolean => MONEY.includes(field.split('.').at(-1)!);

/** Negative, 0, positive; NaN where two values are of different kinds. */
export const orderOf = (a: any, b: any, exactly: boolean): number => {
  if (typeof a !== typeof b) return NaN;
  const [x, y] = exactly ? [exact(a), exact(b)] : [a, b];
  return x === y ? 0 : x < y ? -1 : 1;
};
/** Whether a condition holds. */
export const holds = (c: any, item: Item): boolean => {
  if (c.all) return c.all.every((one: any) => holds(one, item));
  if (c.any) return c.any.some((one: any) => holds(one, item));
  if (c.not) return !holds(c.not, item);
  const value: any = c.trait ? own(item.event.traits, c.trait) : valueOf(item, c.field);
  const order = (wanted: any): number => orderOf(value, wanted, c.field !== undefined && isMoney(c.field));
  const demands: [string, (wanted: any) => boolean][] = [
    ['is', (wanted) => order(wanted) === 0],
    ['in', (wanted) => wanted.some((one: any) => order(one) === 0)],
    ['exists', (wanted) => (value !== undefined) === wanted],
    ['moreThan', (wanted) => order(wanted) > 0],
    ['atLeast', (wanted) => order(wanted) >= 0],
    ['lessThan', (wanted) => order(wanted) < 0],
    ['atMost', (wanted) => order(wanted) <= 0],
  ];
  return demands.every(([name, test]) => c[name] === undefined || test(c[name]));
};
