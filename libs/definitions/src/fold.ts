import { type EventType, type Fact, eventIdOf } from '@rapport/events';
import type { CustomerProjection, EntryProjection, Handler, Handlers, Projection } from '@rapport/fold';
import { STATES_TRAITS } from './fields';
import type { Group, Grouping } from './group';
import type { Item, Known } from './item';
import { type KeptTiers, tierAt, withTier } from './tiers';

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

/** The same of definitions that ask how customers were: the traits stated last, and the tiers that hold, of those that they ask for. */
export interface DatedGroups extends CustomerGroups {
  readonly traits?: Readonly<Record<string, unknown>>;
  readonly tiers?: KeptTiers;
}

/** What a definition's fold is made of. */
export interface FoldParts {
  readonly name: string;
  readonly version: number;
  readonly types: readonly string[];
  readonly grouping: Grouping;
  /** The items of an event that the definition is about, with what is known of the customer. */
  readonly items: (fact: Fact, known?: Known) => readonly Item[];
  /** The traits that it asks for, and the rules whose tiers; none of either: nothing of a customer's past matters. */
  readonly traits: ReadonlySet<string>;
  readonly rules: ReadonlySet<string>;
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

const TIER_DECISIONS = ['TierAssigned', 'TierEnded'] as const;
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

/** Adds items to the places of one customer; with `mine` in place. */
const counting = (parts: FoldParts) => {
  const { grouping } = parts;
  const placesOf = placesIn(parts);
  return (before: CustomerGroups['groups'], items: readonly Item[], mine = false): CustomerGroups['groups'] => {
    if (items.length === 0) return before;
    const groups: Record<string, Group> = mine ? (before as Record<string, Group>) : { ...before };
    for (const item of items) {
      for (const { place, later } of placesOf(item)) {
        groups[place] = grouping.add(groups[place] ?? grouping.none, item, later, mine);
      }
    }
    return groups;
  };
};

/** One row per customer with its places; who is joined, split or corrected is folded anew. The order of events does not matter. */
export const customerFold = (parts: FoldParts): CustomerProjection<CustomerGroups> => {
  const { name, version, types, items } = parts;
  const count = counting(parts);
  return {
    ...{ name, version, scope: 'customer', order: 'free' },
    initial: () => ({ groups: {} }),
    on: handlersOf(types, (row, fact, mine) => {
      const groups = count(row.groups, items(fact), mine);
      return groups === row.groups ? row : { groups };
    }),
  };
};

/**
 * The same, in the order of history, with traits as they had been stated and tiers as they held when each event happened: a statement
 * counts from its own moment on. What comes late makes its customer be folded anew, so it counts where it belongs.
 */
export const datedFold = (parts: FoldParts): CustomerProjection<DatedGroups> => {
  const { name, version, types, items, traits: wanted, rules } = parts;
  const count = counting(parts);
  const counted: ReadonlySet<string> = new Set(types);
  const stating = (before: DatedGroups['traits'], { type, data }: Fact): DatedGroups['traits'] => {
    if (type !== STATES_TRAITS || before === undefined) return before;
    const said = Object.entries(data).filter(([trait]) => wanted.has(trait));
    return said.length === 0 ? before : { ...before, ...Object.fromEntries(said) };
  };
  const tell: Handler<DatedGroups, Fact> = (row, fact) => ({ ...row, tiers: withTier(row.tiers!, fact) });
  const take: Handler<DatedGroups, Fact> = (row, fact, mine) => {
    const traits = stating(row.traits, fact);
    const { tiers } = row;
    const known: Known = {
      ...(traits && { traits }),
      ...(tiers && { tier: (rule: string) => tierAt(tiers, rule, fact.occurredAt) }),
    };
    const groups = counted.has(fact.type) ? count(row.groups, items(fact, known), mine) : row.groups;
    return { groups, ...(traits && { traits }), ...(tiers && { tiers }) };
  };
  const facts = [...new Set([...types, ...(wanted.size > 0 ? [STATES_TRAITS] : [])])];
  return {
    ...{ name, version, scope: 'customer', order: 'occurred' },
    ...(rules.size > 0 && { tiersOf: rules }),
    initial: () => ({ groups: {}, ...(wanted.size > 0 && { traits: {} }), ...(rules.size > 0 && { tiers: {} }) }),
    on: { ...handlersOf(facts, take), ...(rules.size > 0 && handlersOf(TIER_DECISIONS, tell)) },
  };
};

/** The fold of a definition. */
export const foldOf = (scope: Projection['scope'], parts: FoldParts): Projection => {
  if (scope === 'entry') return placeFold(parts);
  return parts.traits.size + parts.rules.size > 0 ? datedFold(parts) : customerFold(parts);
};
