import { refuseTaskStep, taskEvent, taskState, taskStepId, type TaskRefusal, type TaskStep } from '@rapport/decisions';
import { notFound, Problem, unavailable } from '@rapport/edge';
import { decodeEvent, type Fact, type SealedCell } from '@rapport/events';
import type { IngestParts } from '../parts';
import { orUnavailable } from '../store-answers';

/** What a person says about a task. `text` is sealed, under this name. */
export interface TaskSaid {
  readonly task: string;
  readonly step: TaskStep;
  readonly data: Readonly<Record<string, unknown>>;
  readonly text?: { readonly field: 'note'; readonly value: string };
  readonly by: string;
}

const ATTEMPTS_MAX = 10;
const DETAIL: Readonly<Record<Exclude<TaskRefusal, 'unknown-task'>, string>> = {
  'task-done': 'the task is done; reopen it first',
  'task-closed': 'the task was taken off the list, because its customer was erased',
  'task-open': 'the task is open',
};

/** Seals a text about somebody. */
export const sealedText = async (
  vault: IngestParts['vault'],
  handle: string,
  field: string,
  text: string | undefined,
  at: string,
): Promise<Readonly<Record<string, SealedCell>>> => {
  if (text === undefined) return {};
  const sealer = await vault.sealer([{ handle, dataClass: 'content', at }]);
  return { [field]: sealer.seal(handle, 'content', at, text) };
};

const STEPS_AT_ONCE = 20;

/** All that was said about a task, and the number of the next step. */
const readTask = async (
  store: IngestParts['store'],
  task: string,
): Promise<{ readonly facts: readonly Fact[]; readonly next: number }> => {
  const facts = (await store.find([taskStepId(task, 'opened')])).map(decodeEvent);
  for (let next = 1; ; next += STEPS_AT_ONCE) {
    const steps = Array.from({ length: STEPS_AT_ONCE }, (_, nth) => taskStepId(task, String(next + nth)));
    const found = (await store.find(steps)).map(decodeEvent);
    facts.push(...found);
    if (found.length === STEPS_AT_ONCE) continue;
    const closed = (await store.find([taskStepId(task, 'erased')])).map(decodeEvent);
    return { facts: [...facts, ...closed], next: next + found.length };
  }
};

/**
 * Writes down what a person did with a task, if that may be done with it now; when somebody else was faster, it is looked at anew.
 * @throws Problem 404, 409 when it cannot be done with the task as it stands
 */
export const sayTask = async (
  { store, vault }: Pick<IngestParts, 'store' | 'vault'>,
  { task, step, data, text, by }: TaskSaid,
  now: Date,
): Promise<{ readonly position: string }> => {
  const occurredAt = now.toISOString();
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const { facts, next } = await orUnavailable(() => readTask(store, task));
    const state = taskState(facts);
    const refusal = refuseTaskStep(state, step);
    if (!state || refusal === 'unknown-task') throw notFound('task');
    if (refusal) throw new Problem(409, refusal, DETAIL[refusal]);
    const sealed = await sealedText(vault, state.handle, text?.field ?? 'note', text?.value, occurredAt);
    const about = {
      task,
      type: step,
      step: String(next),
      handle: state.handle,
      data,
      sealed,
      occurredAt,
      meta: { by },
    };
    const { stream, ...event } = taskEvent(about);
    const [outcome] = await orUnavailable(() => store.append([{ stream, expected: 'any', events: [event] }]));
    // A conflict: somebody else has taken a step with this number.
    if (outcome?.status === 'appended') return { position: outcome.placed[0]!.position };
  }
  throw unavailable('done-meanwhile', 'others work on this task; look again and repeat the request');
};
