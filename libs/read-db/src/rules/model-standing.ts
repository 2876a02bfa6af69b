import type { Learned, LearnedModel } from '@rapport/decisions';
import { dayNumber } from '@rapport/decisions';
import { NOBODY } from '@rapport/events';
import type { Decision, RuleInput } from './rule';

/** How a rule's model stands after a close. It is kept as what was decided about nobody, from closed day to closed day. */
export interface ModelStanding {
  /** The model that decides; null = none has beaten a plain baseline yet. */
  readonly inForce: (LearnedModel & { readonly fittedOn: string; readonly run: string }) | null;
  /** When a model was fitted last, and by which version of the rule. */
  readonly triedOn: string;
  readonly version: number;
  /** What came of it, in words. */
  readonly reason: string;
}

type Data = Decision['data'];

/** The model's standing among those of customers. */
export const modelStanding = (previous: ReadonlyMap<string, unknown>): ModelStanding | undefined =>
  previous.get(NOBODY) as ModelStanding | undefined;

/** What customers stood as. */
export const withoutModel = <Kept>(previous: ReadonlyMap<string, Kept | ModelStanding>): ReadonlyMap<string, Kept> =>
  new Map([...previous].filter((entry): entry is [string, Kept] => entry[0] !== NOBODY));

/** Whether a model is to be fitted at this close: there is none, the last one is old, or the rule is another version. */
export const isFitDue = (
  before: ModelStanding | undefined,
  { version, close }: RuleInput,
  refitDays: number,
): boolean =>
  before === undefined ||
  before.version !== version.version ||
  dayNumber(close.date) - dayNumber(before.triedOn) >= refitDays;

/** The fitted model as the log has it. */
export const modelFrom = (data: Data): LearnedModel => {
  const { model, parameters, logLikelihood, customers, atBounds, judged, promoted, reason } = data as unknown as LearnedModel; // prettier-ignore
  return { model, parameters, logLikelihood, customers, atBounds, judged, promoted, reason };
};

/** How the model stands once this was said. */
export const modelSaid = (data: Data): ModelStanding => {
  const { date, run, version, inForce, promoted, reason } = data as unknown as {
    readonly [Name in 'date' | 'run' | 'reason']: string;
  } & { readonly version: number; readonly promoted: boolean; readonly inForce?: ModelStanding['inForce'] };
  const stands = promoted ? { ...modelFrom(data), fittedOn: date, run } : (inForce ?? null);
  return { inForce: stands, triedOn: date, version, reason };
};

/** The decision that says what was learned. */
export const modelDecision = (
  { run, version, close }: RuleInput,
  learned: LearnedModel,
  before: ModelStanding | undefined,
): Decision => {
  const stays = !learned.promoted && before?.inForce ? { inForce: before.inForce } : {};
  const data = { run, rule: version.rule, version: version.version, date: close.date, ...learned, ...stays };
  return { customer: NOBODY, type: 'ModelFitted', data };
};

/** What a rule decides with at a close, and what it says about that. */
export interface ModelAtClose {
  readonly standing: ModelStanding | undefined;
  /** Said first when a model was fitted. */
  readonly decisions: readonly Decision[];
  /** For the record of the run. */
  readonly figures: object;
}

/** The model of a close: the one that was learned just now if it may decide, else the one in force. */
export const modelAtClose = (
  input: RuleInput,
  before: ModelStanding | undefined,
  learned: Learned | undefined,
): ModelAtClose => {
  const said = learned && !('none' in learned) ? modelDecision(input, learned, before) : null;
  const standing = said ? modelSaid(said.data) : before;
  const reason = learned && 'none' in learned ? learned.none : standing?.reason;
  const { inForce } = standing ?? {};
  const by = inForce && { model: inForce.model, parameters: inForce.parameters, fittedOn: inForce.fittedOn };
  return { standing, decisions: said ? [said] : [], figures: { model: { ...(by ?? { model: null }), reason } } };
};
