import { learnModel, type LearnTask, type Learned, type LearnedModel } from '@rapport/decisions';
import type { EventStore } from '@rapport/event-store';
import { decodeEvent, eventIdOf, NOBODY } from '@rapport/events';
import { appendDecisions } from './append-run';
import { modelDecision, modelFrom, modelStanding } from './model-standing';
import type { RuleInput, RuleKind } from './rule';
import { decisionEvents, ruleSource } from './rule-event';

/** Learns a model; the program does it in a thread of its own. */
export type Learner = (task: LearnTask) => Promise<Learned>;

/** In this thread, which waits meanwhile: for specs and small programs. */
export const learnHere: Learner = async (task) => learnModel(task);

type LogStore = Pick<EventStore, 'append' | 'find'>;

/** The id that the model of a run has in the log. */
export const modelId = (rule: string, run: string): string => eventIdOf(ruleSource(rule), `${run}#${NOBODY}`);

const logged = async (store: LogStore, { version, run }: RuleInput): Promise<LearnedModel | null> => {
  const [event] = await store.find([modelId(version.rule, run)]);
  return event ? modelFrom(decodeEvent(event).data) : null;
};

/**
 * Has learned what a kind must know before it decides. The model is in the log before the first decision that rests on it, and whoever
 * runs the close again takes it from there: the same decisions follow, whatever machine it is.
 */
export const learnedFor = async <Kept>(
  store: LogStore,
  kind: RuleKind<Kept>,
  input: RuleInput,
  previous: ReadonlyMap<string, Kept>,
  learner: Learner,
): Promise<RuleInput> => {
  const task = kind.learn?.(input, previous) ?? null;
  if (task === null) return input;
  const known = await logged(store, input);
  if (known) return { ...input, learned: known };
  const learned = await learner(task);
  if ('none' in learned) return { ...input, learned };
  const { version, close, run } = input;
  const said = modelDecision(input, learned, modelStanding(previous));
  await appendDecisions(store, version.rule, [decisionEvents(version, close, run)(said)]);
  return { ...input, learned: (await logged(store, input)) ?? learned };
};
