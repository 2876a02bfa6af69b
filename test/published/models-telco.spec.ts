import { auc, calibrationError, fitPropensity, lift, logLoss, type Column } from '@rapport/models';
import { rowsOf } from './published-data';

const FOLDS = 5;
const NUMBERS = ['tenure', 'MonthlyCharges', 'TotalCharges'];

describe('who leaves a telecom, from features', () => {
  const raw = rowsOf('telco-churn/telco_churn_visible.csv.gz');
  const left = raw.map(({ Churn }) => Churn === 'Yes');
  // Customers in their first month have no total yet.
  const numberOf = (text: string): number | null => (text.trim() === '' ? null : Number(text));
  const rows = raw.map((row) => ({ ...row, ...Object.fromEntries(NUMBERS.map((name) => [name, numberOf(row[name]!)])) })); // prettier-ignore
  const words = Object.keys(raw[0]!).filter((name) => !['customerID', 'Churn', ...NUMBERS].includes(name));
  const columns: Column[] = [
    ...NUMBERS.map((name) => ({ name, kind: 'number' as const, knots: 3 })),
    ...words.map((name) => ({ name, kind: 'category' as const })),
  ];

  /** Each customer by a model, calibration included, that has seen four fifths of the others and not them. */
  const probabilities = new Float64Array(rows.length);
  for (let fold = 0; fold < FOLDS; fold++) {
    const isSeen = (_: unknown, n: number): boolean => n % FOLDS !== fold;
    const model = fitPropensity(rows.filter(isSeen), left.filter(isSeen), { columns });
    for (let n = fold; n < rows.length; n += FOLDS) probabilities[n] = model.probability(rows[n]!);
  }

  it('ranks as well as is published, on customers that no model has seen', () => {
    expect(rows.length).toBeGreaterThan(5_000);
    expect(auc(probabilities, left)).toBeGreaterThanOrEqual(0.845);
    expect(lift(probabilities, left, 0.1)).toBeGreaterThanOrEqual(2.86);
    expect(logLoss(probabilities, left)).toBeLessThanOrEqual(0.4179);
  });

  it('says probabilities that come true', () => {
    expect(calibrationError(probabilities, left)).toBeLessThanOrEqual(0.03);
    const mean = probabilities.reduce((sum, one) => sum + one, 0) / rows.length;
    expect(mean).toBeCloseTo(left.filter(Boolean).length / rows.length, 2);
  });
});
