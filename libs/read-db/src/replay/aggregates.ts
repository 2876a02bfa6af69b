import type { TableAggregates } from './table-aggregates';
import type { Aggregate } from './tally';

/** One field before and after: null where that side has no such field. */
export interface FieldAggregates {
  readonly field: string;
  readonly same: boolean;
  readonly before: Aggregate | null;
  readonly after: Aggregate | null;
}

/** What the rows that serve and the rebuilt ones add up to, both as of one position. */
export interface Aggregates {
  readonly position: string;
  /** Which version serves, and how many rows it has. */
  readonly before: { readonly version: number; readonly rows: number };
  readonly after: { readonly version: number; readonly rows: number };
  /** What differs comes first. */
  readonly fields: readonly FieldAggregates[];
}

const isSame = (one: Aggregate | undefined, other: Aggregate | undefined): boolean =>
  one !== undefined && other !== undefined && (Object.keys(one) as (keyof Aggregate)[]).every((name) => one[name] === other[name]); // prettier-ignore

/** Lays the aggregates of two tables side by side. */
export const besideEachOther = (before: TableAggregates, after: TableAggregates): readonly FieldAggregates[] => {
  const names = [...new Set([...before.all.keys(), ...after.all.keys()])];
  const fields = names.map((field): FieldAggregates => {
    const [one, other] = [before.all.get(field), after.all.get(field)];
    return { field, same: isSame(one, other), before: one ?? null, after: other ?? null };
  });
  return fields.sort((one, other) => Number(one.same) - Number(other.same));
};
