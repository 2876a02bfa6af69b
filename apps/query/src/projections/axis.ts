/** What runs along the axis of a chart. */
export interface Axis {
  /** Name of the part. */
  readonly part: string;
  /** The stretch after one. */
  readonly next: (name: string) => string;
  /** The stretches that are asked for, whether or not there are rows: the first and the last one. */
  readonly asked?: readonly [first: string, last: string];
}

/** All stretches from the first to the last one, as texts in order; null where they are more than so many. */
export const stretches = (names: readonly string[], next: Axis['next'], most: number): readonly string[] | null => {
  const last = names.at(-1);
  const all = names.slice(0, 1);
  while (all.at(-1) !== last) {
    if (all.length >= most) return null;
    all.push(next(all.at(-1)!));
  }
  return all;
};
