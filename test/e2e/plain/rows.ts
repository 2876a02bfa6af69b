import { holds, type Item } from './conditions';
import { exact, share } from './decimal';
import type { Told } from './facts';
import { FIGURES, isNumeric } from './figures';
import { DAY_MS, partOf } from './places';

type Row = Record<string, any>;

const ratio = (of: any, to: any): unknown => {
  if (of !== null && typeof of === 'object') return Object.fromEntries(Object.keys(of).map((name) => [name, ratio(of[name], to !== null && typeof to === 'object' ? to[name] : to)])); // prettier-ignore
  if (![of, to].every((one) => one !== null && one !== undefined && isNumeric(one))) return null;
  const found = share(exact(of), exact(to));
  return found === null ? null : Number(found);
};

const itemsOf = (
  events: readonly Told[],
  { events: { types, channels, each, from, to, where } }: any,
): readonly Item[] =>
  events
    .filter(({ type, channel }) => (types?.includes(type) ?? true) && (channels?.includes(channel) ?? true))
    .filter(
      ({ occurredAt: at }) =>
        (from === undefined || Date.parse(at) >= Date.parse(from)) &&
        (to === undefined || Date.parse(at) < Date.parse(to)),
    ) // prettier-ignore
    .flatMap((event): Item[] =>
      each === 'lines' ? (event.data['lines'] ?? []).map((line: any) => ({ event, line })) : [{ event }],
    ) // prettier-ignore
    .filter((item) => where === undefined || holds(where, item));

/** The rows of a definition, as its page says what they are: everything is looked at anew for each figure. */
export const rowsOf = (events: readonly Told[], definition: any): Row[] => {
  const { by = [], measures } = definition;
  const all = itemsOf(events, definition).map((item) => ({ item, parts: Object.fromEntries(by.map((part: any) => partOf(part, item))) as Row })); // prettier-ignore
  const day = by.find((part: any) => part.day !== undefined);
  const dayName: string = day?.as ?? 'day';
  const places = new Map(all.map(({ parts }) => [JSON.stringify(parts), parts]));
  return [...places.values()].map((place) => {
    const row: Row = {};
    const isHere = (parts: Row, days: number): boolean =>
      Object.keys(place).every((name) => {
        if (days === 1 || name !== dayName) return parts[name] === place[name];
        const behind = (Date.parse(place[name]) - Date.parse(parts[name])) / DAY_MS;
        return behind >= 0 && behind < days;
      });
    for (const [name, given] of Object.entries<any>(measures)) {
      const measure = given === 'count' ? { count: 'events' } : given;
      if (measure.ratio) continue;
      const here = all.filter(({ item, parts }) => isHere(parts, measure.lastDays ?? 1) && (measure.where === undefined || holds(measure.where, item))); // prettier-ignore
      const kind = Object.keys(FIGURES).find((one) => one in measure)!;
      row[name] = FIGURES[kind]!(measure, here.map(({ item }) => item)); // prettier-ignore
    }
    for (const [name, { ratio: pair }] of Object.entries<any>(measures)) if (pair) row[name] = ratio(row[pair.of], row[pair.to]); // prettier-ignore
    return { ...place, ...row };
  });
};
