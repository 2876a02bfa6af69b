import { type EventType, type Fact, eventIdOf } from '@rapport/events';
import type { CustomerProjection, EntryProjection, Handler, Handlers, Projection } from '@rapport/fold';
import type { Group, Grouping } from './group';
import type { Item } from './item';

/** A row of scope 'entry': everything at one place. */
export interface PlaceRow {
  /** The values of the parts, as JSON. */
  readonly place: string;
  readonly state: Group;
}

/** A row of scope 'customer': what there is of one customer, by place. */
export interface CustomerGroups {
  readonly groups: Readonly<Record<string, Group>>;
}

/** What a definition's fold is made of. */
export interface FoldParts {
  readonly name: string;
  readonly version: number;
  readonly types: readonly string[];
  readonly grouping: Grouping;
  /** The items of an event that the definition is about. */
  readonly items: (fact: Fact) => readonly Item[];
  /** Only these places, by the values of their parts as JSON; all when absent. */
  readonly keep?: ((place: string) => boolean) | undefined;
}

type PlacesOf = Grouping['placesOf'];
const placesIn = ({ grouping, keep }: FoldParts): PlacesOf => {
  const all: PlacesOf = (item) => grouping.placesOf(item);
  return keep ? (item) => all(item).filter(({ place }) => keep(place)) : all;
};

const handlersOf = <Row>(types: readonly string[], handler: Handler<Row, Fact>): Handlers<Row> =>
  Object.fromEntries(types.map((type) => [type as EventType, handler]));

const KNOWN_MAX = 50_000;

/** The keys of places, which are the same for all versions. */
const keysOf = (name: string): ((place: string) => string) => {
  const known = new Map<string, string>();
  return (place) => {
    const found = known.get(place);
    if (found !== undefined) return found;
    const key = eventIdOf(`projection/${name}`, place);
    if (known.size >= KNOWN_MAX) known.clear();
    known.set(place, key);
    return key;
  };
};

/** One row per place; events are taken back from it when they are corrected. Anybody's events may touch a place. */
export const placeFold = (parts: FoldParts): EntryProjection<PlaceRow> => {
  const { name, version, types, grouping, items } = parts;
  const placesOf = placesIn(parts);
  const keyOf = keysOf(name);
  const places = (fact: Fact): readonly string[] => [
    ...new Set(items(fact).flatMap((item) => placesOf(item).map(({ place }) => place))),
  ];
  const changed = (row: PlaceRow, fact: Fact, change: (state: Group, item: Item, later: number) => Group): PlaceRow => {
    let state = row.state;
    for (const item of items(fact)) {
      const placed = grouping.placesOf(item).find(({ place }) => place === row.place);
      if (placed) state = change(state, item, placed.later);
    }
    return { ...row, state };
  };
  const add = (state: Group, item: Item, later: number): Group => grouping.add(state, item, later);
  const remove = (state: Group, item: Item, later: number): Group => grouping.remove(state, item, later);
  return {
    ...{ name, version, scope: 'entry', slicedBy: 'key' },
    keys: (fact) => places(fact).map(keyOf),
    initial: (key, fact) => ({ place: places(fact).find((place) => keyOf(place) === key)!, state: grouping.none }),
    on: handlersOf(types, (row, fact) => changed(row, fact, add)),
    takeBack: (row, fact) => changed(row, fact, remove),
  };
};

/** One row per customer with its places; who is joined, split or corrected is folded anew. The order of events does not matter. */
export const customerFold = (parts: FoldParts): CustomerProjection<CustomerGroups> => {
  const { name, version, types, grouping, items } = parts;
  const placesOf = placesIn(parts);
  return {
    ...{ name, version, scope: 'customer', order: 'free' },
    initial: () => ({ groups: {} }),
    on: handlersOf(types, (row, fact, mine) => {
      const all = items(fact);
      if (all.length === 0) return row;
      const groups: Record<string, Group> = mine ? (row.groups as Record<string, Group>) : { ...row.groups };
      for (const item of all) {
        for (const { place, later } of placesOf(item)) {
          groups[place] = grouping.add(groups[place] ?? grouping.none, item, later);
        }
      }
      return { groups };
    }),
  };
};

/** The fold of a definition. */
export const foldOf = (scope: Projection['scope'], parts: FoldParts): Projection =>
  scope === 'customer' ? customerFold(parts) : placeFold(parts);
