import { replay } from '@rapport/fold';
import { fact, handleNamed } from '@rapport/fold/given';
import { tasks, type Task } from './fold';

const TASK = '5d0f5c3e-0c34-5c0e-9f5b-6a1f3e2d4c5b';
const about = { channel: 'task', handle: handleNamed('li'), meta: { by: 'k1' } } as const;
const opened = fact(
  'TaskOpened',
  { task: TASK, about: 'Call them', dueAt: '2026-11-24T18:00:00.000Z', team: 'service', policy: 'save' },
  { ...about, sealed: { text: 'cell of the text' } },
);
const assigned = fact('TaskAssigned', { task: TASK, assignee: 'a-17' }, about);
const snoozed = fact('TaskSnoozed', { task: TASK, until: '2026-11-23T08:00:00.000Z' }, about);
const done = fact('TaskDone', { task: TASK, outcome: 'reached' }, { ...about, meta: { by: 'k2' }, sealed: { note: 'cell of the note' } }); // prettier-ignore
const reopened = fact('TaskReopened', { task: TASK, dueAt: '2026-12-01T18:00:00.000Z' }, about);
const closed = fact('TaskClosed', { task: TASK, why: 'erased' }, about);
const rowOf = (...facts: Parameters<typeof replay>[1]): Task => [...replay(tasks, facts).values()][0] as Task;

describe('tasks', () => {
  it('opens with what is to be done, by whom and until when', () => {
    expect(rowOf(opened)).toMatchObject({
      ...{ status: 'open', about: 'Call them', team: 'service', assignee: null, policy: 'save', priority: 'normal' },
      ...{ dueAt: '2026-11-24T18:00:00.000Z', openedBy: 'k1', sealed: { text: 'cell of the text' } },
    });
  });

  it('has another owner, rests, and is done with an outcome', () => {
    expect(rowOf(opened, assigned, snoozed)).toMatchObject({
      ...{ status: 'open', assignee: 'a-17', team: null, snoozedUntil: '2026-11-23T08:00:00.000Z' },
    });
    expect(rowOf(opened, assigned, done)).toMatchObject({
      ...{ status: 'done', outcome: 'reached', doneBy: 'k2', doneAt: done.occurredAt },
      sealed: { text: 'cell of the text', note: 'cell of the note' },
    });
  });

  it('is open again when it is reopened, due anew', () => {
    expect(rowOf(opened, snoozed, done, reopened)).toMatchObject({
      ...{ status: 'open', outcome: null, doneAt: null, doneBy: null, snoozedUntil: null },
      dueAt: '2026-12-01T18:00:00.000Z',
    });
  });

  it('keeps no text of who was erased', () => {
    expect(rowOf(opened, closed)).toMatchObject({ status: 'closed', closedBecause: 'erased', sealed: {} });
  });
});
