import { checkScores } from './ranking';

/** Predictions that are near each other, and what came of them. */
export interface CalibrationBin {
  readonly n: number;
  /** Mean of the predicted probabilities. */
  readonly predicted: number;
  /** Share that has the outcome. */
  readonly observed: number;
}

/**
 * A table of predicted beside observed: bins of equal width over 0 to 1, empty ones left out.
 * @throws RangeError when a prediction is not between 0 and 1, or there is not one outcome for each
 */
export const calibration = (
  probabilities: ArrayLike<number>,
  outcomes: ArrayLike<boolean>,
  bins = 10,
): readonly CalibrationBin[] => {
  checkProbabilities(probabilities, outcomes);
  const sums = Array.from({ length: bins }, () => ({ n: 0, predicted: 0, observed: 0 }));
  for (let at = 0; at < probabilities.length; at++) {
    const bin = sums[Math.min(bins - 1, Math.floor(probabilities[at]! * bins))]!;
    bin.n++;
    bin.predicted += probabilities[at]!;
    bin.observed += outcomes[at] ? 1 : 0;
  }
  return sums
    .filter(({ n }) => n > 0)
    .map(({ n, predicted, observed }) => ({ n, predicted: predicted / n, observed: observed / n }));
};

/**
 * Expected calibration error: the mean distance of predicted from observed over the bins, weighed by how many are in each (Naeini, Cooper &
 * Hauskrecht 2015, "Obtaining well calibrated probabilities using Bayesian binning", AAAI). Null without a prediction.
 * @throws RangeError as `calibration`
 */
export const calibrationError = (
  probabilities: ArrayLike<number>,
  outcomes: ArrayLike<boolean>,
  bins = 10,
): number | null => {
  const table = calibration(probabilities, outcomes, bins);
  const sum = table.reduce((total, { n, predicted, observed }) => total + n * Math.abs(predicted - observed), 0);
  return probabilities.length === 0 ? null : sum / probabilities.length;
};

/**
 * Mean of −ln of the probability that was given to what happened (Good 1952, "Rational decisions"); infinite when something happened that had been
 * given none. Null without a prediction.
 * @throws RangeError as `calibration`
 */
export const logLoss = (probabilities: ArrayLike<number>, outcomes: ArrayLike<boolean>): number | null => {
  checkProbabilities(probabilities, outcomes);
  let sum = 0;
  for (let at = 0; at < probabilities.length; at++)
    sum -= Math.log(outcomes[at] ? probabilities[at]! : 1 - probabilities[at]!);
  return probabilities.length === 0 ? null : sum / probabilities.length;
};

const checkProbabilities = (probabilities: ArrayLike<number>, outcomes: ArrayLike<boolean>): void => {
  checkScores(probabilities, outcomes);
  for (let at = 0; at < probabilities.length; at++)
    if (probabilities[at]! < 0 || probabilities[at]! > 1)
      throw new RangeError(`prediction ${at + 1} is no probability: ${probabilities[at]}`);
};
