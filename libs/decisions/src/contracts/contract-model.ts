import { logOdds, probabilityOf } from '@rapport/models';
import { CONTRACT_FEATURES, type ContractFacts } from './contract-facts';

type Numbers = Readonly<Record<string, number>>;

/** The model as the log keeps it: by feature its mean and spread where it was fitted, and its weight; then the line by which it is calibrated. */
export interface ContractParameters {
  readonly mean: Numbers;
  readonly spread: Numbers;
  readonly weight: Numbers;
  /** ln(odds) = intercept + slope × (model's own intercept + Σ weight × input). */
  readonly calibration: Readonly<Record<'own' | 'intercept' | 'slope', number>>;
}

/** What one feature adds to the ln(odds), beside a contract that is average in it. */
export interface ContractContribution {
  readonly factor: string;
  readonly logOdds: number;
}

/** The inputs of a contract, standardised; what nobody knows is average. */
export const inputsOf = (facts: ContractFacts, horizon: number, { mean, spread }: Pick<ContractParameters, 'mean' | 'spread'>) =>
  Float64Array.from(Object.keys(mean), (name) => {
    const value = CONTRACT_FEATURES.find((one) => one.name === name)?.of(facts, horizon) ?? null;
    return value === null ? 0 : (value - mean[name]!) / spread[name]!;
  }); // prettier-ignore

const scoreOf = (facts: ContractFacts, horizon: number, parameters: ContractParameters): number => {
  const { calibration, weight, mean } = parameters;
  const weights = Float64Array.from(Object.keys(mean), (name) => weight[name]!);
  const own = logOdds({ intercept: calibration.own, weights }, inputsOf(facts, horizon, parameters));
  return calibration.intercept + calibration.slope * own;
};

/** Calibrated probability that the contract ends within the horizon. */
export const endsWithin = (facts: ContractFacts, horizon: number, parameters: ContractParameters): number =>
  probabilityOf(scoreOf(facts, horizon, parameters));

/** What speaks for and against it, the weightiest first. */
export const contractContributions = (
  facts: ContractFacts,
  horizon: number,
  parameters: ContractParameters,
): readonly ContractContribution[] => {
  const inputs = inputsOf(facts, horizon, parameters);
  return Object.keys(parameters.mean)
    .map((factor, n) => ({
      factor,
      logOdds: Math.round(parameters.calibration.slope * parameters.weight[factor]! * inputs[n]! * 1e4) / 1e4,
    })) // prettier-ignore
    .filter((one) => one.logOdds !== 0)
    .sort((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds) || (a.factor < b.factor ? -1 : 1));
};
