import type { FactOf } from '@rapport/events';
import type { EntryProjection } from '@rapport/fold';

/** A model of a rule as it was fitted at a close, or as somebody had it judged. */
export interface RuleModel {
  /** The event's id; decisions that rest on the model name it. */
  readonly key: string;
  readonly kind: 'fitted' | 'evaluated';
  readonly rule: string;
  /** Version of the rule. */
  readonly version: number;
  readonly model: string;
  /** The day at whose end it was fitted, or frozen. */
  readonly date: string;
  /** Last day of the outcome that it was held against. */
  readonly until: string | null;
  readonly parameters: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly logLikelihood: number;
  readonly customers: number;
  readonly atBounds: readonly string[];
  /** How it did on days that it had not seen, beside plain baselines. */
  readonly judged: Readonly<Record<string, unknown>>;
  readonly promoted: boolean;
  /** Why it decides or does not, in words. */
  readonly reason: string;
  /** The run that fitted it; null when somebody had it judged. */
  readonly run: string | null;
  /** Who had it judged; null for a run. */
  readonly by: string | null;
  readonly recordedAt: string;
  readonly position: string;
}

type Said = FactOf<'ModelFitted'> | FactOf<'ModelEvaluated'>;

const common = ({ eventId: key, data, recordedAt, position }: Said) => ({
  ...{ key, rule: data.rule, version: data.version, model: data.model, parameters: data.parameters },
  ...{ logLikelihood: data.logLikelihood, customers: data.customers, atBounds: data.atBounds, judged: data.judged },
  ...{ promoted: data.promoted, reason: data.reason, recordedAt, position },
});

const rowOf = (fact: Said): RuleModel => {
  if (fact.type === 'ModelEvaluated') {
    const { frozenOn: date, until } = (fact as FactOf<'ModelEvaluated'>).data;
    return { ...common(fact), kind: 'evaluated', date, until, run: null, by: fact.meta?.by ?? null };
  }
  const { date, run, judged } = (fact as FactOf<'ModelFitted'>).data;
  const until = typeof judged['until'] === 'string' ? judged['until'] : null;
  return { ...common(fact), kind: 'fitted', date, until, run, by: null };
};

/** Which models were fitted and judged, with which parameters, and how well do they tell what will be? */
export const models: EntryProjection<RuleModel> = {
  name: 'models',
  version: 1,
  scope: 'entry',
  keys: ({ eventId }) => [eventId],
  initial: (_, fact) => rowOf(fact as Said),
  on: { ModelFitted: (row) => row, ModelEvaluated: (row) => row },
};
