/** A seeded source of chance: the same seed tells the same story. */
export interface Chance {
  /** Uniform in [0, 1). */
  next(): number;
  /** True with this probability. */
  happens(probability: number): boolean;
  /** A whole number from min to max. */
  whole(min: number, max: number): number;
  pick<T>(list: readonly T[]): T;
  /** Exponential with this mean: waiting times. */
  wait(mean: number): number;
  /** Log-normal with this median: amounts and paces of people differ by factors, not by sums. */
  around(median: number, spread: number): number;
}

/** Mulberry32 (public domain, T. Ettinger). */
export const chanceOf = (seed: number): Chance => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    happens: (probability) => next() < probability,
    whole: (min, max) => min + Math.floor(next() * (max - min + 1)),
    pick: (list) => list[Math.floor(next() * list.length)]!,
    wait: (mean) => -Math.log(1 - next()) * mean,
    around: (median, spread) => median * Math.exp(spread * normal()),
  };
};
