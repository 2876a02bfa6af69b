import { shareOfTenure, tenureShares } from './contract-baseline';
import type { ContractRow } from './contract-facts';
import { fitContracts } from './contract-fit';
import { foldsOf, FOLDS } from './contract-folds';
import { endsWithin, type ContractParameters } from './contract-model';

/** Contracts, what the model and the plain baseline say of them, and (in the rows) what came of them. */
export interface Held {
  readonly rows: readonly ContractRow[];
  readonly model: Float64Array;
  readonly tenure: Float64Array;
}

/** Each fifth of the customers scored by what the others teach. */
export const crossed = (rows: readonly ContractRow[], horizonDays: number): Held => {
  const folds = foldsOf(rows);
  const [model, tenure] = [new Float64Array(rows.length), new Float64Array(rows.length)];
  for (let fold = 0; fold < FOLDS; fold++) {
    const others = rows.filter((_, n) => folds[n] !== fold);
    const parameters = fitContracts(others, horizonDays);
    const shares = tenureShares(others);
    rows.forEach(({ facts }, n) => {
      if (folds[n] !== fold) return;
      model[n] = endsWithin(facts, horizonDays, parameters);
      tenure[n] = shareOfTenure(shares, facts);
    });
  }
  return { rows, model, tenure };
};

/** Later contracts scored by what the rows teach. */
export const heldAgainst = (
  rows: readonly ContractRow[],
  later: readonly ContractRow[],
  { parameters, horizonDays }: { readonly parameters: ContractParameters; readonly horizonDays: number },
): Held => {
  const shares = tenureShares(rows);
  return {
    rows: later,
    model: Float64Array.from(later, ({ facts }) => endsWithin(facts, horizonDays, parameters)),
    tenure: Float64Array.from(later, ({ facts }) => shareOfTenure(shares, facts)),
  };
};
