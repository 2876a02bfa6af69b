import { fact, handleNamed } from '@rapport/fold/given';
import { refuseTaskStep, taskState, type TaskStep } from './task-state';
import { taskEvent, type TaskStatement } from './task-event';

const handle = handleNamed('li');
const about = { channel: 'task', handle } as const;
const opened = fact('TaskOpened', { task: 't', about: 'Call', dueAt: '2026-11-24T18:00:00.000Z' }, about);
const done = fact('TaskDone', { task: 't', outcome: 'reached' }, about);
const reopened = fact('TaskReopened', { task: 't', dueAt: '2026-11-30T18:00:00.000Z' }, about);
const closed = fact('TaskClosed', { task: 't', why: 'erased' }, about);
const STEPS: readonly TaskStep[] = ['TaskAssigned', 'TaskSnoozed', 'TaskDone', 'TaskReopened'];
const refusals = (...facts: Parameters<typeof taskState>[0]) => STEPS.map((step) => refuseTaskStep(taskState(facts), step)); // prettier-ignore

describe('a task', () => {
  it('may be assigned, snoozed and done while it is open, and reopened when it is done', () => {
    expect(refusals(opened)).toEqual([null, null, null, 'task-open']);
    expect(refusals(opened, done)).toEqual(['task-done', 'task-done', 'task-done', null]);
    expect(refusals(opened, done, reopened)).toEqual([null, null, null, 'task-open']);
    expect(refusals(opened, closed)).toEqual(STEPS.map(() => 'task-closed'));
    expect(refusals()).toEqual(STEPS.map(() => 'unknown-task'));
  });

  it('is due when it was opened for, or anew when it was reopened for another moment', () => {
    expect(taskState([opened, done, reopened])).toEqual({ status: 'open', handle, dueAt: '2026-11-30T18:00:00.000Z' });
  });

  it('says the same twice as one event', () => {
    const said = {
      ...{ task: 't', type: 'TaskClosed', step: 'erased', handle, data: { why: 'erased' } },
      ...{ occurredAt: '2026-11-24T18:00:00.000Z', meta: { by: 'policies' } },
    } satisfies TaskStatement;
    expect(taskEvent(said)).toEqual(taskEvent({ ...said }));
    expect(taskEvent(said).id).not.toBe(taskEvent({ ...said, step: 'other' }).id);
  });
});
