import { solvePositive } from '../numeric/solve';

const { abs, exp, log1p, max } = Math;
const ROUNDS_MAX = 100;

/** ln(odds) = intercept + Σ weight × input. */
export interface Logistic {
  readonly intercept: number;
  readonly weights: Float64Array;
}

/** The ln(odds) of one row of inputs. */
export const logOdds = ({ intercept, weights }: Logistic, inputs: ArrayLike<number>): number => {
  let sum = intercept;
  for (let at = 0; at < weights.length; at++) sum += weights[at]! * inputs[at]!;
  return sum;
};

/** The probability of some ln(odds). */
export const probabilityOf = (odds: number): number => (odds >= 0 ? 1 / (1 + exp(-odds)) : exp(odds) / (1 + exp(odds)));

/**
 * Logistic regression with a ridge: the greatest likelihood less `ridge`/2 × Σ weight² (the intercept is free), by Newton's method with halved
 * steps (Hastie, Tibshirani & Friedman, "The Elements of Statistical Learning", 4.4; le Cessie & van Houwelingen 1992, Applied Statistics 41(1)). `targets` are 0 or 1, or
 * probabilities between.
 * @param ridge above 0, so that there is one answer even when an input tells the outcome exactly
 * @param start where the search begins; the answer is the same from anywhere, from near by it is there sooner
 * @throws RangeError when rows and targets do not belong together, or the ridge is not above 0
 */
export const fitLogistic = (
  rows: readonly ArrayLike<number>[],
  targets: ArrayLike<number>,
  ridge: number,
  start?: Logistic,
): Logistic => {
  if (rows.length === 0 || rows.length !== targets.length)
    throw new RangeError('there must be one target for each row');
  if (!(ridge > 0)) throw new RangeError(`the ridge must be above 0, not ${ridge}`);
  const size = rows[0]!.length + 1;
  let at: Logistic = start ?? { intercept: 0, weights: new Float64Array(size - 1) };
  let cost = costAt(at, rows, targets, ridge);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const step = newtonStep(at, rows, targets, ridge);
    let [next, nextCost] = [at, Number.POSITIVE_INFINITY];
    for (let share = 1; nextCost > cost && share > 1e-6; share /= 2) {
      next = { intercept: at.intercept + share * step[0]!, weights: at.weights.map((weight, n) => weight + share * step[n + 1]!) };
      nextCost = costAt(next, rows, targets, ridge);
    } // prettier-ignore
    const gain = cost - nextCost;
    if (gain > 0) [at, cost] = [next, nextCost];
    if (gain < 1e-10 * (1 + abs(cost))) break;
  }
  return at;
};

const costAt = (at: Logistic, rows: readonly ArrayLike<number>[], targets: ArrayLike<number>, ridge: number): number => {
  let cost = 0;
  for (const weight of at.weights) cost += (ridge / 2) * weight * weight;
  // −y z + ln(1 + e^z), without overflow.
  for (let row = 0; row < rows.length; row++) {
    const odds = logOdds(at, rows[row]!);
    cost += max(odds, 0) + log1p(exp(-abs(odds))) - targets[row]! * odds;
  }
  return cost;
}; // prettier-ignore

const newtonStep = (at: Logistic, rows: readonly ArrayLike<number>[], targets: ArrayLike<number>, ridge: number): Float64Array => {
  const size = at.weights.length + 1;
  const [slope, curve, input] = [new Float64Array(size), new Float64Array(size * size), new Float64Array(size)];
  for (let n = 1; n < size; n++) {
    slope[n] = -ridge * at.weights[n - 1]!;
    curve[n * size + n] = ridge;
  }
  curve[0] = 1e-12;
  input[0] = 1;
  for (let row = 0; row < rows.length; row++) {
    input.set(rows[row]! as ArrayLike<number>, 1);
    const p = probabilityOf(logOdds(at, rows[row]!));
    const [error, weight] = [targets[row]! - p, p * (1 - p)];
    for (let n = 0; n < size; n++) {
      slope[n]! += error * input[n]!;
      const [scaled, line] = [weight * input[n]!, n * size];
      for (let m = 0; m <= n; m++) curve[line + m]! += scaled * input[m]!;
    }
  }
  return solvePositive(curve, slope);
}; // prettier-ignore
