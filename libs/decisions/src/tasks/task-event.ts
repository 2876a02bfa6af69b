import {
  canonicalJson,
  decisionStream,
  eventIdOf,
  type EventBody,
  type EventMeta,
  type EventType,
  type SealedCell,
} from '@rapport/events';
import type { DecidedEvent } from '../identity-event';

/** Source of everything about tasks. */
export const TASK_SOURCE = 'rapport/tasks';

/** What is said about a task. */
export interface TaskStatement {
  readonly task: string;
  readonly type: EventType;
  /**
   * Tells apart what is said about one task: `opened`, `erased`, or the number of the step, from 1. Two who take the next step at once say the same
   * number, and the store takes one of them.
   */
  readonly step: string;
  /** The customer's handle whose task it is. */
  readonly handle: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly sealed?: Readonly<Record<string, SealedCell>>;
  /** RFC 3339, UTC, milliseconds. */
  readonly occurredAt: string;
  readonly meta: EventMeta;
}

/** Where the log has a step of a task. */
export const taskStepId = (task: string, step: string): string => eventIdOf(TASK_SOURCE, `${task}#${step}`);

/** The event that says it, among the decisions about the customer: whoever reads all about them finds it there. */
export const taskEvent = (said: TaskStatement): DecidedEvent => {
  const { task, type, step, handle, data, sealed = {}, occurredAt, meta } = said;
  const id = `${task}#${step}`;
  const body: EventBody = {
    ...{ id, source: TASK_SOURCE, channel: 'task', type, v: 1, occurredAt, handle, handles: [] },
    ...{ data: { task, ...data }, sealed, meta },
  };
  return {
    ...{ stream: decisionStream(handle), id: taskStepId(task, step), type },
    ...{ body: canonicalJson(body), fingerprint: '' as const },
  };
};
