import { table } from '../terminal';

/** As `POST /v1/rules/{rule}/evaluations` tells it. */
export interface Evaluation {
  readonly rule: string;
  readonly version: number;
  readonly model: string;
  readonly frozenOn: string;
  readonly until: string;
  readonly customers: number;
  readonly parameters: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly logLikelihood: number;
  readonly atBounds: readonly string[];
  readonly promoted: boolean;
  readonly reason: string;
  readonly judged: {
    readonly gone: number;
    readonly rankings: readonly { readonly by: string; readonly auc: number | null; readonly lift10: number | null }[];
    readonly calibrationError: number;
    readonly calibration: readonly { readonly n: number; readonly predicted: number; readonly observed: number }[];
    readonly flags: readonly {
      readonly flag: string;
      readonly flagged: number;
      readonly precision: number | null;
      readonly recall: number | null;
      /** Precision of flagging as many by the plain baseline: of customers by days since the last purchase, of contracts by tenure. */
      readonly longestAway?: number | null;
      readonly baseline?: number | null;
    }[];
    /** What was judged: customers, when absent. */
    readonly of?: 'contracts';
    readonly contracts?: number;
  };
}

const three = (value: number | null): string => (value === null ? '–' : value.toFixed(3));
const percent = (value: number | null): string => (value === null ? '–' : `${(value * 100).toFixed(1)} %`);

interface Words {
  readonly whom: string;
  readonly of: string;
  readonly gone: string;
  readonly ranked: string;
  readonly baseline: string;
  readonly probability: string;
}

const CUSTOMERS: Words = {
  whom: 'customers',
  of: 'of whom',
  gone: 'bought nothing in that time',
  ranked: 'who stays away, ranked by',
  baseline: 'precision of as many who are away for longest',
  probability: 'probability to buy nothing',
};
const CONTRACTS: Words = {
  whom: 'contracts',
  of: 'of which',
  gone: 'ended in that time',
  ranked: 'which contracts end, ranked by',
  baseline: 'precision of as many by tenure',
  probability: 'probability to end',
};

/** An evaluation for people. */
export const evaluationText = (found: Evaluation): string => {
  const { rule, version, model, frozenOn, until, customers, judged, parameters, logLikelihood, atBounds, reason } =
    found;
  // Of a regression only the weights say something to people: means and spreads have the same names.
  const parts = parameters['weight'] ? [parameters['weight']] : Object.values(parameters);
  const fitted = parts.flatMap((part) => Object.entries(part).map(([name, value]) => `${name} ${value}`)); // prettier-ignore
  const words = judged.of === 'contracts' ? CONTRACTS : CUSTOMERS;
  const bounds = atBounds.length > 0 ? `; at their bounds: ${atBounds.join(', ')}` : '';
  return [
    `${rule}@${version}, ${model}: frozen at the end of ${frozenOn}, held against what happened until ${until}`,
    `${judged.contracts ?? customers} ${words.whom}, ${words.of} ${percent(judged.gone)} ${words.gone}`,
    `fitted: ${fitted.join(', ')}; log-likelihood ${logLikelihood}${bounds}`,
    '',
    table([
      [words.ranked, 'AUC', 'lift of the first tenth'],
      ...judged.rankings.map(({ by, auc, lift10 }) => [by, three(auc), three(lift10)]),
    ]),
    '',
    table([
      ['flagged', words.whom, 'precision', 'recall', words.baseline],
      ...judged.flags.map(({ flag, flagged, precision, recall, longestAway, baseline = longestAway ?? null }) => [
        ...[flag, String(flagged), percent(precision), percent(recall), percent(baseline)],
      ]),
    ]),
    '',
    `${words.probability}, predicted and observed (mean distance ${percent(judged.calibrationError)}):`,
    table([
      [words.whom, 'predicted', 'observed'],
      ...judged.calibration.map(({ n, predicted, observed }) => [String(n), percent(predicted), percent(observed)]),
    ]),
    '',
    reason,
  ].join('\n');
};
