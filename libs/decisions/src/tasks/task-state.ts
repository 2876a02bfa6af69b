import type { Fact } from '@rapport/events';

/** How a task stands. */
export interface TaskState {
  readonly status: 'open' | 'done' | 'closed';
  /** The customer's handle whose it is. */
  readonly handle: string;
  readonly dueAt: string;
}

/** What a person does with a task. */
export type TaskStep = 'TaskAssigned' | 'TaskSnoozed' | 'TaskDone' | 'TaskReopened';

/** Why a step is refused. */
export type TaskRefusal = 'unknown-task' | 'task-done' | 'task-closed' | 'task-open';

/** How a task stands after what its stream says; null = there is none. */
export const taskState = (facts: readonly Fact[]): TaskState | null =>
  facts.reduce<TaskState | null>((state, { type, handle, data }) => {
    if (type === 'TaskOpened') return { status: 'open', handle, dueAt: data['dueAt'] as string };
    if (!state) return state;
    if (type === 'TaskDone') return { ...state, status: 'done' };
    if (type === 'TaskClosed') return { ...state, status: 'closed' };
    if (type === 'TaskReopened') return { ...state, status: 'open', dueAt: (data['dueAt'] as string) ?? state.dueAt };
    return state;
  }, null);

/** Whether a step may be taken: what is done can be reopened and nothing else, what is open cannot, what is closed stays so. */
export const refuseTaskStep = (state: TaskState | null, step: TaskStep): TaskRefusal | null => {
  if (!state) return 'unknown-task';
  if (state.status === 'closed') return 'task-closed';
  if (step === 'TaskReopened') return state.status === 'open' ? 'task-open' : null;
  return state.status === 'done' ? 'task-done' : null;
};
