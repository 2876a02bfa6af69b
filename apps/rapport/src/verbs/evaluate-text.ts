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
      readonly longestAway: number | null;
    }[];
  };
}

const three = (value: number | null): string => (value === null ? '–' : value.toFixed(3));
const percent = (value: number | null): string => (value === null ? '–' : `${(value * 100).toFixed(1)} %`);

/** An evaluation for people. */
export const evaluationText = (found: Evaluation): string => {
  const { rule, version, model, frozenOn, until, customers, judged, parameters, logLikelihood, atBounds, reason } =
    found;
  const fitted = Object.values(parameters).flatMap((part) => Object.entries(part).map(([name, value]) => `${name} ${value}`)); // prettier-ignore
  const bounds = atBounds.length > 0 ? `; at their bounds: ${atBounds.join(', ')}` : '';
  return [
    `${rule}@${version}, ${model}: frozen at the end of ${frozenOn}, held against what happened until ${until}`,
    `${customers} customers, of whom ${percent(judged.gone)} bought nothing in that time`,
    `fitted: ${fitted.join(', ')}; log-likelihood ${logLikelihood}${bounds}`,
    '',
    table([
      ['who stays away, ranked by', 'AUC', 'lift of the first tenth'],
      ...judged.rankings.map(({ by, auc, lift10 }) => [by, three(auc), three(lift10)]),
    ]),
    '',
    table([
      ['flagged', 'customers', 'precision', 'recall', 'precision of as many who are away for longest'],
      ...judged.flags.map(({ flag, flagged, precision, recall, longestAway }) => [
        ...[flag, String(flagged), percent(precision), percent(recall), percent(longestAway)],
      ]),
    ]),
    '',
    `probability to buy nothing, predicted and observed (mean distance ${percent(judged.calibrationError)}):`,
    table([
      ['customers', 'predicted', 'observed'],
      ...judged.calibration.map(({ n, predicted, observed }) => [String(n), percent(predicted), percent(observed)]),
    ]),
    '',
    reason,
  ].join('\n');
};
