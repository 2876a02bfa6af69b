import { eightDigits } from '../buying-model';
import { CONTRACT_FEATURES, type ContractRow } from './contract-facts';
import type { ContractParameters } from './contract-model';

/** Mean and spread of the features that vary. */
export const scaleOf = (rows: readonly ContractRow[], horizon: number): Pick<ContractParameters, 'mean' | 'spread'> => {
  const mean: Record<string, number> = {};
  const spread: Record<string, number> = {};
  for (const { name, of } of CONTRACT_FEATURES) {
    const values = rows.map(({ facts }) => of(facts, horizon)).filter((value) => value !== null);
    if (values.length === 0) continue;
    const average = values.reduce((sum, value) => sum + value, 0) / values.length;
    const width = Math.sqrt(values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length);
    if (width < 1e-9) continue;
    [mean[name], spread[name]] = [eightDigits(average), eightDigits(width)];
  }
  return { mean, spread };
};
