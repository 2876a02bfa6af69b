import { learnEncoding, type Column, type FeatureRow } from './features';
import { fitLogistic, logOdds, probabilityOf } from './logistic';

/** What one input added to the ln(odds), beside somebody who is average in it. */
export interface Contribution {
  readonly feature: string;
  readonly logOdds: number;
}

/** A model of how likely something is to happen, that can be asked about rows it has not seen. */
export interface Propensity {
  readonly features: readonly string[];
  /** Calibrated probability. */
  probability(row: FeatureRow): number;
  /** What speaks for and against it, the weightiest first. */
  contributions(row: FeatureRow): readonly Contribution[];
}

export interface PropensityOptions {
  readonly columns: readonly Column[];
  /** Weight of the ridge on standardised inputs (1). */
  readonly ridge?: number;
  /** Parts of the rows by turns kept back for calibration (5). */
  readonly folds?: number;
}

/**
 * A regularised logistic regression, calibrated: every row is scored by a model that has not seen it (the n-th row belongs to part n modulo `folds`), and a
 * second logistic regression of one input through these scores corrects what the first is too sure or unsure of (Platt 1999, "Probabilistic
 * outputs for support vector machines", with its targets (n₊ + 1) / (n₊ + 2) and 1 / (n₋ + 2)). Rows in any order that has nothing to do with the outcome.
 * @throws RangeError when there are fewer rows than folds, or only one outcome
 */
export const fitPropensity = (
  rows: readonly FeatureRow[],
  outcomes: readonly boolean[],
  { columns, ridge = 1, folds = 5 }: PropensityOptions,
): Propensity => {
  if (rows.length !== outcomes.length) throw new RangeError('there must be one outcome for each row');
  if (!(Number.isSafeInteger(folds) && folds >= 2 && rows.length >= folds)) throw new RangeError('there must be a row for each of two folds or more'); // prettier-ignore
  const positives = outcomes.filter(Boolean).length;
  if (positives === 0 || positives === outcomes.length) throw new RangeError('both outcomes must be there');
  const encoding = learnEncoding(rows, columns);
  const inputs = rows.map((row) => encoding.encode(row));
  const targets = outcomes.map((outcome) => (outcome ? 1 : 0));
  const model = fitLogistic(inputs, targets, ridge);
  const held = new Float64Array(rows.length);
  for (let fold = 0; fold < folds; fold++) {
    const isSeen = (_: unknown, n: number): boolean => n % folds !== fold;
    const other = fitLogistic(inputs.filter(isSeen), targets.filter(isSeen), ridge, model);
    for (let n = fold; n < rows.length; n += folds) held[n] = logOdds(other, inputs[n]!);
  }
  const [yes, no] = [(positives + 1) / (positives + 2), 1 / (outcomes.length - positives + 2)];
  const scale = fitLogistic(
    Array.from(held, (score) => [score]),
    outcomes.map((outcome) => (outcome ? yes : no)),
    1e-6,
  );
  return {
    features: encoding.names,
    probability: (row) => probabilityOf(logOdds(scale, [logOdds(model, encoding.encode(row))])),
    contributions: (row) => {
      const inputs = encoding.encode(row);
      return encoding.names
        .map((feature, n) => ({ feature, logOdds: scale.weights[0]! * model.weights[n]! * inputs[n]! }))
        .sort((one, other) => Math.abs(other.logOdds) - Math.abs(one.logOdds));
    },
  };
};
