import type { Versioned } from '../wait-for';
import type { RowDifference } from './differences';

/** A difference with whom to look at again and as of which position it was found. */
export interface Found extends Omit<RowDifference, 'owner'> {
  readonly projection: string;
  readonly version: number;
  readonly owner: string;
  readonly position: string;
}

/** Why somebody's rows could not be held against the log. */
export type LeftOut = 'stopped' | 'notBuilt' | 'parked' | 'unwritable' | 'tooLong';

/** What looking came to for one projection. */
export interface Tally {
  readonly rows: number;
  readonly leftOut: Readonly<Partial<Record<LeftOut, number>>>;
}

/** What looking at some customers and owners came to. */
export interface Look {
  readonly owners: readonly string[];
  readonly tallies: Readonly<Record<string, Tally>>;
  /** Whose rows were compared, by projection. */
  readonly proven: readonly (Versioned & { readonly owner: string })[];
  readonly differences: readonly Found[];
}

/** A look under way. */
export class Looked implements Look {
  readonly tallies: Record<string, { rows: number; leftOut: Partial<Record<LeftOut, number>> }> = {};
  readonly proven: (Versioned & { readonly owner: string })[] = [];
  readonly differences: Found[] = [];

  constructor(readonly owners: readonly string[]) {}

  leaveOut(projection: Versioned, why: LeftOut, count: number): void {
    const { leftOut } = this.#tally(projection);
    leftOut[why] = (leftOut[why] ?? 0) + count;
  }

  compared(
    { name, version }: Versioned,
    owners: readonly string[],
    rows: number,
    differences: readonly Omit<Found, 'projection' | 'version'>[],
  ): void {
    this.#tally({ name, version }).rows += rows + differences.filter((one) => one.in === 'live').length;
    this.proven.push(...owners.map((owner) => ({ name, version, owner })));
    this.differences.push(
      ...differences.map((one) => ({
        ...{ projection: name, version, owner: one.owner, position: one.position },
        ...{ key: one.key, in: one.in, fields: one.fields },
      })),
    );
  }

  #tally({ name, version }: Versioned) {
    return (this.tallies[`${name} v${version}`] ??= { rows: 0, leftOut: {} });
  }
}

/** Two looks at different owners, or tallies of a round and a look, together. */
export const together = (
  one: Readonly<Record<string, Tally>>,
  other: Readonly<Record<string, Tally>>,
): Readonly<Record<string, Tally>> => {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
  return Object.fromEntries(
    names.map((name) => {
      const [left, right] = [one[name]?.leftOut ?? {}, other[name]?.leftOut ?? {}];
      const leftOut: Partial<Record<LeftOut, number>> = { ...left };
      for (const [why, count] of Object.entries(right) as [LeftOut, number][])
        leftOut[why] = (leftOut[why] ?? 0) + count;
      return [name, { rows: (one[name]?.rows ?? 0) + (other[name]?.rows ?? 0), leftOut }];
    }),
  );
};

const place = ({ projection, version, key }: Found): string => `${projection} ${version} ${key}`;

/** What a second look finds as well, each row once, though two owners may claim it: the rest was a race. */
export const confirmed = (first: readonly Found[], second: readonly Found[]): readonly Found[] => {
  const again = new Map(second.map((one) => [place(one), one]));
  return [...new Set(first.map(place))].flatMap((one) => again.get(one) ?? []);
};
