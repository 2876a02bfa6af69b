import { fitLogistic, logOdds } from '@rapport/models';
import { eightDigits } from '../buying-model';
import type { ContractRow } from './contract-facts';
import { foldsOf, FOLDS } from './contract-folds';
import { inputsOf, type ContractParameters } from './contract-model';
import { scaleOf } from './contract-scale';

const RIDGE = 1;

/**
 * A regularised logistic regression, calibrated by scores of folds that it had not seen (Platt 1999, with its targets; see `fitPropensity`
 * of the models, which does the same for rows that have nothing to do with each other).
 * @throws RangeError when only one outcome is there
 */
export const fitContracts = (rows: readonly ContractRow[], horizon: number): ContractParameters => {
  const targets = rows.map(({ ended }) => (ended ? 1 : 0));
  const yes = targets.reduce<number>((sum, one) => sum + one, 0);
  if (yes === 0 || yes === rows.length) throw new RangeError('both outcomes must be there');
  const scale = scaleOf(rows, horizon);
  const inputs = rows.map(({ facts }) => inputsOf(facts, horizon, scale));
  const model = fitLogistic(inputs, targets, RIDGE);
  const folds = foldsOf(rows);
  const held = new Float64Array(rows.length);
  for (let fold = 0; fold < FOLDS; fold++) {
    const isSeen = (_: unknown, n: number): boolean => folds[n] !== fold;
    const seen = inputs.filter(isSeen);
    const other = seen.length > 0 ? fitLogistic(seen, targets.filter(isSeen), RIDGE, model) : model;
    inputs.forEach((input, n) => void (folds[n] === fold && (held[n] = logOdds(other, input))));
  }
  const [ended, stayed] = [(yes + 1) / (yes + 2), 1 / (rows.length - yes + 2)];
  const line = fitLogistic(
    Array.from(held, (score) => [score]),
    targets.map((target) => (target === 1 ? ended : stayed)),
    1e-6,
  );
  const names = Object.keys(scale.mean);
  return {
    ...scale,
    weight: Object.fromEntries(names.map((name, n) => [name, eightDigits(model.weights[n]!)])),
    calibration: {
      ...{ own: eightDigits(model.intercept) },
      ...{ intercept: eightDigits(line.intercept), slope: eightDigits(line.weights[0]!) },
    },
  };
};
