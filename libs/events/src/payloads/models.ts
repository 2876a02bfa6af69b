import { Means } from '../channel';
import { Code, Codes, Day, Flag, Json, Measure, Optional, Text, Whole } from '../field';
import { RUN } from './rule-runs';

const FITTED = { buying: { r: 0.553, alpha: 10.58, s: 0.606, beta: 11.67 } };
const JUDGED = { frozenOn: '2026-08-22', until: '2026-11-20', customers: 1_200, auc: 0.779, baseline: 0.741 };

class Model {
  @Code('Name of the rule', 'churn') rule!: string;
  @Whole('Version of the rule', 1, 'version', 1) version!: number;
  @Code('Which model', 'pareto-nbd') model!: string;
  @Json('Its parameters as fitted, by part; times are in weeks', FITTED)
  parameters!: Readonly<Record<string, Readonly<Record<string, number>>>>;
  @Measure('Logarithm of the likelihood at these parameters', -9594.976, 'ln') logLikelihood!: number;
  @Whole('Customers that it was fitted to', 2_357, 'customer') customers!: number;
  @Codes('Parameters that went to their bounds: the data do not say them', []) atBounds!: readonly string[];
  @Json('How it did on days that it had not seen, beside plain baselines', JUDGED)
  judged!: Readonly<Record<string, unknown>>;
  @Flag('Whether it beats the plain baseline, and so decides', true) promoted!: boolean;
  @Text('Why it decides or does not, in words', 'ranks better (AUC 0.779) than days since the last purchase (0.741)')
  reason!: string;
}

@Means('A rule fitted its model to the history; it decides until the next one does')
class ModelFitted extends Model {
  @Code('Id of the run', RUN) run!: string;
  @Day('The day at whose end it was fitted', '2026-11-20') date!: string;
  @Optional()
  @Json('The model that goes on deciding because this one may not; absent = none, or this one decides', {})
  inForce?: Readonly<Record<string, unknown>>;
}

@Means('Somebody had a rule’s model judged on days that it had not seen')
class ModelEvaluated extends Model {
  @Day('The last day that the model knew', '2026-08-22') frozenOn!: string;
  @Day('The last day whose outcome is known', '2026-11-20') until!: string;
}

export const models = { ModelFitted, ModelEvaluated };
