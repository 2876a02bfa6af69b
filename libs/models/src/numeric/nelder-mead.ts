const { max, min } = Math;

/** A point and what the function is there. */
export interface Minimum {
  readonly at: readonly number[];
  readonly value: number;
  /** How often the function was asked. */
  readonly evaluations: number;
}

export interface NelderMeadOptions {
  /** Edge of the first simplex. */
  readonly step: number;
  /** Ends when all corners have values, and coordinates, as near to each other as this. */
  readonly tolerance: number;
  readonly evaluationsMax: number;
}

interface Corner {
  readonly at: number[];
  readonly value: number;
}

/**
 * A minimum near a point without derivatives: Nelder & Mead 1965, "A simplex method for function minimization", The Computer
 * Journal 7(4), with the usual coefficients 1, 2, ½, ½. Values that are not finite count as very bad. One run may end early in a
 * narrow valley, so callers start again from where it ended.
 */
export const nelderMead = (
  f: (at: readonly number[]) => number,
  start: readonly number[],
  { step, tolerance, evaluationsMax }: NelderMeadOptions,
): Minimum => {
  let evaluations = 0;
  const corner = (at: number[]): Corner => {
    evaluations++;
    const value = f(at);
    return { at, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value };
  };
  const moved = (start_: readonly number[], axis: number): number[] =>
    start_.map((coordinate, index) => (index === axis ? coordinate + step : coordinate));
  const simplex = [corner([...start]), ...start.map((_, axis) => corner(moved(start, axis)))];
  const size = start.length;
  while (evaluations < evaluationsMax) {
    simplex.sort((one, other) => one.value - other.value);
    const [best, worst] = [simplex[0]!, simplex[size]!];
    if (worst.value - best.value <= tolerance && spread(simplex) <= tolerance ** 0.5) break;
    const centre = best.at.map((_, axis) => simplex.slice(0, size).reduce((sum, { at }) => sum + at[axis]!, 0) / size);
    const along = (factor: number): Corner =>
      corner(centre.map((coordinate, axis) => coordinate + factor * (worst.at[axis]! - coordinate)));
    const reflected = along(-1);
    if (reflected.value < best.value) {
      const expanded = along(-2);
      simplex[size] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < simplex[size - 1]!.value) simplex[size] = reflected;
    else {
      const contracted = reflected.value < worst.value ? along(-0.5) : along(0.5);
      if (contracted.value < min(reflected.value, worst.value)) simplex[size] = contracted;
      else
        for (let nth = 1; nth <= size; nth++)
          simplex[nth] = corner(simplex[nth]!.at.map((coordinate, axis) => (coordinate + best.at[axis]!) / 2));
    }
  }
  const { at, value } = simplex.reduce((least, one) => (one.value < least.value ? one : least));
  return { at, value, evaluations };
};

const spread = (simplex: readonly Corner[]): number =>
  max(
    ...simplex[0]!.at.map((_, axis) => {
      const coordinates = simplex.map(({ at }) => at[axis]!);
      return max(...coordinates) - min(...coordinates);
    }),
  );
