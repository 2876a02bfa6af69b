import type { CompiledPart, PartValue } from './parts';
import type { Item } from './item';
import type { Accumulator, State } from './measures/accumulator';
import { ratioOf } from './measures/ratio';

/** What is kept of the items of one place: how many there are, then the state of each measure. */
export type Group = readonly [n: number, ...states: State[]];

/** A measure as it is kept and shown. */
export interface KeptMeasure {
  readonly name: string;
  readonly kept: Accumulator;
}

/** A measure that is computed of two others when rows are shown. */
export interface Ratio {
  readonly name: string;
  readonly of: string;
  readonly to: string;
}

/** How groups of a definition are kept, merged and shown. */
export class Grouping {
  readonly none: Group;
  /** Names of the figures, in the order in which rows show them. */
  readonly measures: readonly string[];

  constructor(
    readonly parts: readonly CompiledPart[],
    private readonly kept: readonly KeptMeasure[],
    private readonly ratios: readonly Ratio[],
  ) {
    this.measures = [...kept, ...ratios].map(({ name }) => name).sort();
    this.none = [0, ...kept.map(({ kept: one }) => one.none as State)];
  }

  /** Where an item belongs: the values of the parts, as JSON. */
  placeOf(item: Item): string {
    return JSON.stringify(this.parts.map(({ of }) => of(item)));
  }

  add([n, ...states]: Group, item: Item): Group {
    return [n + 1, ...this.kept.map(({ kept }, nth) => kept.add(states[nth], item) as State)];
  }

  /** Only where every measure can. */
  remove([n, ...states]: Group, item: Item): Group {
    return [n - 1, ...this.kept.map(({ kept }, nth) => kept.remove!(states[nth], item) as State)];
  }

  merge([n, ...one]: Group, [m, ...other]: Group): Group {
    return [n + m, ...this.kept.map(({ kept }, nth) => kept.merge(one[nth], other[nth]) as State)];
  }

  /** A row as readers get it: parts, then measures, in the order of their names. */
  show(place: string, [, ...states]: Group): Readonly<Record<string, unknown>> {
    const values = JSON.parse(place) as readonly PartValue[];
    const figures: Record<string, unknown> = {};
    this.kept.forEach(({ name, kept }, nth) => (figures[name] = kept.show(states[nth])));
    for (const { name, of, to } of this.ratios) figures[name] = ratioOf(figures[of], figures[to]);
    return {
      ...Object.fromEntries(this.parts.map(({ name }, nth) => [name, values[nth]])),
      ...Object.fromEntries(Object.entries(figures).sort(([a], [b]) => (a < b ? -1 : 1))),
    };
  }
}
