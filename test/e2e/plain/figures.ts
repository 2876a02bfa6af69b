import { type Item, isMoney, orderOf, valueOf } from './conditions';
import { exact, money, share, textOf } from './decimal';
import { byTime } from './facts';
import { between, depth } from './walks';

const byCurrency = (
  items: readonly Item[],
  field: string,
  of: (values: any[], currency: string) => unknown,
): unknown => {
  // prettier-ignore
  const all = items.map((item) => [item.event.data['currency'] ?? '', valueOf(item, field)] as const).filter(([, value]) => value !== undefined); // prettier-ignore
  if (!isMoney(field)) return all.length === 0 ? null : of(all.map(([, value]) => value), ''); // prettier-ignore
  const names = [...new Set(all.map(([currency]) => currency))].sort();
  return Object.fromEntries(names.map((name) => [name, of(all.filter(([currency]) => currency === name).map(([, value]) => value), name)])); // prettier-ignore
};
export const isNumeric = (value: any): boolean => typeof value === 'number' || /^-?\d+(\.\d+)?$/.test(value);
const sorted = (values: any[]): any[] => values.sort((a, b) => orderOf(a, b, isNumeric(a)));
const ranked = (values: any[], at: number): number => Number(sorted(values)[Math.max(1, Math.ceil(at * values.length)) - 1]); // prettier-ignore
const shown = (value: string | null, field: string, currency: string): unknown =>
  value === null ? null : isMoney(field) ? money(value, currency) : Number(value);
const sum = (values: any[]): bigint => values.reduce((all, one) => all + exact(one), 0n);
const perCustomer = (items: readonly Item[]): Item[][] => {
  const all = new Map<string, Item[]>();
  for (const item of items) all.set(item.event.customer, [...(all.get(item.event.customer) ?? []), item]);
  return [...all.values()];
};
const median = (times: number[]): number | null => (times.length === 0 ? null : ranked(times, 0.5));

/** What each measure says of some items. */
export const FIGURES: Record<string, (m: any, items: readonly Item[]) => unknown> = {
  count: (_, items) => items.length,
  distinct: ({ distinct: field }, items) =>
    field === 'customer'
      ? perCustomer(items).length
      : new Set(items.flatMap((item) => valueOf(item, field) ?? [])).size,
  sum: ({ sum: field }, items) => byCurrency(items, field, (values, currency) => shown(textOf(sum(values)), field, currency)), // prettier-ignore
  avg: ({ avg: field }, items) => byCurrency(items, field, (values, currency) => shown(share(sum(values), exact(values.length)), field, currency)), // prettier-ignore
  min: ({ min: field }, items) => edge(items, field, 0),
  max: ({ max: field }, items) => edge(items, field, -1),
  first: ({ first: field }, items) => inOrder(items).map((item) => valueOf(item, field)).find((value) => value !== undefined) ?? null, // prettier-ignore
  last: ({ last: field }, items) => {
    // Of several lines of the latest event the first.
    const those = inOrder(items).filter((item) => valueOf(item, field) !== undefined);
    return those.filter(({ event }) => event === those.at(-1)!.event).map((item) => valueOf(item, field))[0] ?? null;
  },
  quantile: ({ quantile: field, at }, items) => byCurrency(items, field, (values) => ranked(values, at)),
  top: ({ top: field, most = 10 }, items) => {
    const counts = new Map<unknown, number>();
    for (const value of items.flatMap((item) => valueOf(item, field) ?? [])) counts.set(value, (counts.get(value) ?? 0) + 1); // prettier-ignore
    const name = (value: unknown): string => JSON.stringify(value);
    return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count || (name(a.value) < name(b.value) ? -1 : 1)).slice(0, most); // prettier-ignore
  },
  funnel: ({ funnel: steps, within }, items) => {
    const depths = perCustomer(items).map((own) =>
      depth(
        own,
        steps.map(({ where }: any) => where),
        within,
      ),
    );
    return Object.fromEntries(steps.map(({ step }: any, nth: number) => [step, depths.filter((one) => one > nth).length])); // prettier-ignore
  },
  between: ({ between: pair, within, unit = 'seconds' }, items) => {
    const size = { seconds: 1_000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 }[unit as 'days'];
    const times = perCustomer(items).flatMap((own) => between(own, pair, within));
    const mean = share(sum(times), exact(times.length * size));
    const middle = median(times);
    return { count: times.length, median: middle === null ? null : middle / size, mean: mean === null ? null : Number(mean) }; // prettier-ignore
  },
};
const inOrder = (items: readonly Item[]): Item[] => [...items].sort((a, b) => (a.event === b.event ? 0 : byTime(a.event, b.event))); // prettier-ignore
const edge = (items: readonly Item[], field: string, at: 0 | -1): unknown =>
  byCurrency(items, field, (values, currency) => {
    const value = sorted(values).at(at);
    return isNumeric(value) ? shown(textOf(exact(value)), field, currency) : value;
  });
