import { randomUUID } from 'node:crypto';
import { Problem, invalid, notFound, unavailable } from '@rapport/edge';
import { churnToJudge, contractsToJudge, evaluationEvent, type ModelToJudge } from '@rapport/read-db';
import type { IngestParts } from './parts';
import { newestVersion } from './publish-rule';
import { orUnavailable } from './store-answers';

/** Which rule is judged, on which days, for whom. */
export interface JudgeWish {
  readonly rule: string;
  readonly holdoutDays: number;
  /** The last day of the outcome; the last closed day when absent, or later. */
  readonly until?: string;
  readonly by: string;
}

/** What came of it: the event that keeps it, as data. */
export interface JudgedRule {
  readonly eventId: string;
  readonly position: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const ATTEMPTS_MAX = 10;

type Parts = Pick<IngestParts, 'store' | 'pool' | 'zone' | 'currency' | 'learner'>;

const tooLittleKnown = (why: string, { frozenOn, until }: ModelToJudge): Problem =>
  new Problem(422, 'too-little-known', `${why} (frozen on ${frozenOn}, held against what happened until ${until}; a shorter holdout leaves more to learn from)`); // prettier-ignore

const withoutModel = (kind: string): Problem =>
  new Problem(422, 'no-model', `rules of the kind ${kind} cannot be judged so; those of churn and contract-churn can`);

/**
 * Freezes everything so many days before the last closed day, fits the rule's model to what was there, holds it against what happened since,
 * and keeps what came of it with the rule.
 * @throws Problem 404 without such a rule, 409 when no day was closed yet, 422 when the rule has no model or too little is known
 */
export const judgeRule = async (
  parts: Parts,
  { rule, by, ...span }: JudgeWish,
  now: () => Date,
): Promise<JudgedRule> => {
  const { last } = await orUnavailable(() => newestVersion(parts.store, rule));
  if (!last) throw notFound('rule');
  const { kind, version, params } = last.data;
  if (kind !== 'churn' && kind !== 'contract-churn') throw withoutModel(kind);
  if (kind === 'contract-churn' && (span.holdoutDays < 7 || span.holdoutDays > 730))
    throw invalid('holdoutDays of contracts: 7 to 730, which is how far the model looks ahead');
  const wanted =
    kind === 'churn'
      ? await churnToJudge(parts.pool, parts.zone, { rule, params }, span)
      : await contractsToJudge(parts.pool, parts, { rule, params }, span);
  if (!wanted)
    throw new Problem(409, 'nothing-closed', 'no day has been closed yet: nothing can be held against anything');
  const learned = await parts.learner(wanted.task);
  if ('none' in learned) throw tooLittleKnown(learned.none, wanted);
  const data = { rule, version, frozenOn: wanted.frozenOn, until: wanted.until, ...learned };
  const { stream, event } = evaluationEvent(data, randomUUID(), by, now().toISOString());
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const { expected } = await orUnavailable(() => newestVersion(parts.store, rule));
    const [outcome] = await orUnavailable(() => parts.store.append([{ stream, expected, events: [event] }]));
    if (outcome && 'placed' in outcome) return { eventId: event.id, position: outcome.placed[0]!.position, data };
  }
  throw unavailable('published-meanwhile', 'the rule is being run or published by others; repeat the same request');
};
