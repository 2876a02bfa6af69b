import {
  churn,
  churnModelOf,
  dayNumber,
  learnModel,
  readChurnParams,
  type ChurnDecision,
  type ChurnParams,
  type ChurnStanding,
  type ChurnTask,
} from '@rapport/decisions';
import { addDays, endOfDay, NOBODY, type EventType } from '@rapport/events';
import { churnSubjects, type ChurnCustomer } from './churn-subjects';
import { EVIDENCE_MAX } from './evidence-max';
import { evidenceOf, figuresOf, type Counting } from './figures';
import { modelId } from './learning';
import { isFitDue, modelAtClose, modelSaid, modelStanding, withoutModel, type ModelStanding } from './model-standing';
import { paramsOf } from './params-of';
import type { Decision, RuleInput, RuleKind } from './rule';

type Kept = ChurnStanding | ModelStanding;

const TYPES: Readonly<Record<ChurnDecision['kind'], EventType>> = {
  raised: 'ChurnSignalRaised',
  changed: 'ChurnSignalChanged',
  cleared: 'ChurnSignalCleared',
};

/** What of the expected value fell away: fewer purchases × mean value of a purchase day × margin; never negative. */
const stakeOf = (
  { movements, days }: ChurnCustomer,
  { expected, expectedAtOnce }: { readonly expected: number; readonly expectedAtOnce: number },
  counting: Counting,
  margin: number,
): string => {
  const mean = Math.max(0, Number(figuresOf(movements, counting).value) / 1e6 / days.length);
  return (Math.max(0, expectedAtOnce - expected) * mean * margin).toFixed(2);
};

const decisionOf = (
  input: RuleInput,
  decision: ChurnDecision<ChurnCustomer>,
  { counting, margin, model }: { readonly counting: Counting; readonly margin: number; readonly model: string },
): Decision => {
  const { run, version, close } = input;
  const common = { run, rule: version.rule, date: close.date };
  const { customer, kind } = decision;
  if (kind === 'cleared') {
    const why = input.objected.has(customer) ? 'objected' : decision.why;
    return { customer, type: TYPES[kind], data: { ...common, level: decision.level, why } };
  }
  const { subject, risk } = decision;
  const { level, score, odds, overdueRatio, medianGapDays, gaps, daysSince, reasons, contributions } = risk;
  const { expected, expectedAtOnce, alive, ofScore, paceOf } = risk;
  const bad = subject.bad.map(({ eventId }) => ({ eventId, at: Infinity }));
  const unique = [...new Map(bad.map((one) => [one.eventId, one])).values()];
  const valueAtStake = stakeOf(subject, risk, counting, margin);
  const category = subject.categories?.at(-1);
  const data = {
    ...{ ...common, version: version.version, level, score, odds, overdueRatio, medianGapDays, gaps, daysSince },
    ...{ valueAtStake, currency: input.currency, reasons, contributions, model },
    evidence: evidenceOf(subject.movements, counting, EVIDENCE_MAX, unique),
    figures: { expected, expectedAtOnce, alive, paceOf, ...(ofScore && { ofScore }), ...(category && { category }) },
    ...(kind === 'changed' && { previousLevel: decision.previousLevel }),
  };
  return { customer, type: TYPES[kind], data };
};

/** Everybody at a close, with bad experiences as of the end of the given day. */
const subjectsAt = (input: RuleInput, params: ChurnParams, date: string): readonly ChurnCustomer[] => {
  const { close } = input;
  const asOf = { day: dayNumber(date), to: Date.parse(endOfDay(date, close.zone)) };
  return churnSubjects(input, { to: Date.parse(close.endsAt), asOf }, params);
};

const taskOf = (input: RuleInput, previous: ReadonlyMap<string, Kept>): ChurnTask | null => {
  const params = paramsOf(input, readChurnParams);
  const { date } = input.close;
  if (!isFitDue(modelStanding(previous), input, params.refitDays)) return null;
  const subjects = subjectsAt(input, params, addDays(date, -params.horizonDays));
  const bare = subjects.map(({ movements: _, ...subject }) => subject);
  return { kind: 'churn', close: dayNumber(date), params, subjects: bare };
};

/** The churn signal from a model of repeat buying (libs/decisions/src/churn.ts) over the customers' books and what else happened. */
export const churnRule: RuleKind<Kept> = {
  looksAtOccurrences: true,
  looksAtEngagement: true,
  learn: taskOf,
  decide(input, previous) {
    const { close, rates, currency } = input;
    const params = paramsOf(input, readChurnParams);
    const task = input.learned ? null : taskOf(input, previous);
    const learned = input.learned ?? (task ? learnModel(task) : undefined);
    const { standing, decisions, figures } = modelAtClose(input, modelStanding(previous), learned);
    const { inForce = null } = standing ?? {};
    const subjects = subjectsAt(input, params, close.date);
    const model = inForce && churnModelOf(inForce);
    const outcome = churn(subjects, withoutModel<ChurnStanding>(previous), { date: close.date, model, params });
    const counting: Counting = { from: -Infinity, to: Date.parse(close.endsAt), basis: 'net', currency, rates };
    const by = { counting, margin: params.margin, model: inForce ? modelId(input.version.rule, inForce.run) : '' };
    return {
      decisions: [...decisions, ...outcome.decisions.map((decision) => decisionOf(input, decision, by))],
      ...{ population: outcome.population, cutoffs: [] },
      kept: new Map<string, Kept>([...outcome.standings, ...(standing ? [[NOBODY, standing] as const] : [])]),
      figures: { ...outcome.figures, ...figures },
    };
  },
  said: ({ type, data }) => {
    if (type === 'ModelFitted') return { ...modelSaid(data) };
    if (type === 'ChurnSignalCleared') return null;
    const { level, date, daysSince, figures } = data as unknown as {
      readonly level: string;
      readonly date: string;
      readonly daysSince: number;
      readonly figures: { readonly ofScore?: string };
    };
    return { level, ofScore: figures.ofScore ?? null, since: date, lastDay: dayNumber(date) - daysSince };
  },
  kept: ({ said }) => said as unknown as Kept,
};
