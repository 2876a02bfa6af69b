import { addDays, canonicalJson } from '@rapport/events';
import type { CompiledPart, PartValue } from './parts';
import type { Item } from './item';
import type { Accumulator, State } from './measures/accumulator';
import { ratioOf } from './measures/ratio';

/** What is kept of the items of one place: how many there are of the place itself, then the state of each measure. */
export type Group = readonly [n: number, ...states: State[]];

/** A measure as it is kept and shown. */
export interface KeptMeasure {
  readonly name: string;
  readonly kept: Accumulator;
  /** Over so many days, of which the row's is the last; 1 = the row's own items. */
  readonly days: number;
}

/** Where an item counts: at its own place, and some days later for figures over several days. */
export interface Placed {
  readonly place: string;
  /** Days after the item's own. */
  readonly later: number;
}

/** A measure that is computed of two others when rows are shown. */
export interface Ratio {
  readonly name: string;
  readonly of: string;
  readonly to: string;
}

/** Places whose later days are remembered: most items are at one where another was. */
const KNOWN_MAX = 2_000;

/** How groups of a definition are kept, merged and shown. */
export class Grouping {
  readonly none: Group;
  /** Names of the figures, in the order in which rows show them. */
  readonly measures: readonly string[];
  /** The figures over several days, as they are where nothing is in their days. */
  readonly windows: Readonly<Record<string, unknown>>;
  /** Which part is the day that windows are counted in; -1 where there are none. */
  private readonly day: number;
  private readonly days: number;
  private readonly known = new Map<string, readonly Placed[]>();

  constructor(
    readonly parts: readonly CompiledPart[],
    private readonly kept: readonly KeptMeasure[],
    private readonly ratios: readonly Ratio[],
  ) {
    this.measures = [...kept, ...ratios].map(({ name }) => name).sort();
    this.days = Math.max(1, ...kept.map(({ days }) => days));
    this.day = this.days === 1 ? -1 : parts.findIndex(({ kind }) => kind === 'time');
    this.none = [0, ...kept.map(({ kept: one }) => one.none as State)];
    this.windows = this.overDays(this.none);
  }

  /** Where an item counts: the values of the parts, as JSON; its own place first. */
  placesOf(item: Item): readonly Placed[] {
    const values = this.parts.map(({ of }) => of(item));
    const own = { place: JSON.stringify(values), later: 0 };
    if (this.day < 0) return [own];
    const known = this.known.get(own.place);
    if (known) return known;
    const day = String(values[this.day]);
    const more = Array.from({ length: this.days - 1 }, (_, nth): Placed => {
      const later = nth + 1;
      return { place: JSON.stringify(values.with(this.day, addDays(day, later))), later };
    });
    const all = [own, ...more];
    if (this.known.size >= KNOWN_MAX) this.known.clear();
    this.known.set(own.place, all);
    return all;
  }

  /** Adds an item to the figures whose windows reach back to it; with `mine` in place, where states grow. */
  add([n, ...states]: Group, item: Item, later = 0, mine = false): Group {
    const added = this.kept.map(({ kept, days }, nth) => {
      if (later >= days) return states[nth];
      return mine && kept.into ? kept.into(states[nth], item) : kept.add(states[nth], item);
    });
    return [later === 0 ? n + 1 : n, ...added];
  }

  /** Only where every measure can. */
  remove([n, ...states]: Group, item: Item, later = 0): Group {
    const left = this.kept.map(({ kept, days }, nth) => (later < days ? kept.remove!(states[nth], item) : states[nth]));
    return [later === 0 ? n - 1 : n, ...left];
  }

  /** With `mine` the first group is the caller's own, and what may be large in it is written to in place. */
  merge([n, ...one]: Group, [m, ...other]: Group, mine = false): Group {
    const merged = this.kept.map(({ kept }, nth): State => {
      const merge = (mine && kept.mergeInto) || kept.merge;
      return merge(one[nth], other[nth]) as State;
    });
    return [n + m, ...merged];
  }

  /**
   * A row of a day that has nothing of its own: its parts, and its figures over several days; null where nothing is in those either.
   */
  showQuiet(place: string, group: Group): Readonly<Record<string, unknown>> | null {
    const figures = this.overDays(group);
    return canonicalJson(figures) === canonicalJson(this.windows) ? null : { ...this.partsOf(place), ...figures };
  }

  private overDays([, ...states]: Group): Record<string, unknown> {
    const figures: Record<string, unknown> = {};
    this.kept.forEach(({ name, kept, days }, nth) => {
      if (days > 1) figures[name] = kept.show(states[nth]);
    });
    for (const { name, of, to } of this.ratios)
      if (Object.hasOwn(figures, of) && Object.hasOwn(figures, to)) figures[name] = ratioOf(figures[of], figures[to]);
    return figures;
  }

  private partsOf(place: string): Readonly<Record<string, unknown>> {
    const values = JSON.parse(place) as readonly PartValue[];
    return Object.fromEntries(this.parts.map(({ name }, nth) => [name, values[nth]]));
  }

  /** A row as readers get it: parts, then measures, in the order of their names. */
  show(place: string, [, ...states]: Group): Readonly<Record<string, unknown>> {
    const figures: Record<string, unknown> = {};
    this.kept.forEach(({ name, kept }, nth) => (figures[name] = kept.show(states[nth])));
    for (const { name, of, to } of this.ratios) figures[name] = ratioOf(figures[of], figures[to]);
    return {
      ...this.partsOf(place),
      ...Object.fromEntries(Object.entries(figures).sort(([a], [b]) => (a < b ? -1 : 1))),
    };
  }
}
