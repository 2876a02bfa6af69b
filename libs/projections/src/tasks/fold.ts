import type { Fact, FactOf, SealedCell } from '@rapport/events';
import type { EntryProjection } from '@rapport/fold';

/** Something that somebody has to do about a customer. */
export interface Task {
  /** The customer's handle when it was opened. */
  readonly customer: string;
  /** `closed`: taken off the list without being done. */
  readonly status: 'open' | 'done' | 'closed';
  /** What is to be done; nothing of the person. */
  readonly about: string;
  readonly dueAt: string;
  /** Not to be looked at before. */
  readonly snoozedUntil: string | null;
  readonly priority: string;
  readonly assignee: string | null;
  readonly team: string | null;
  /** The policy that wants it; null = a person does. */
  readonly policy: string | null;
  /** Event id of what it is about. */
  readonly trigger: string | null;
  readonly outcome: string | null;
  readonly openedAt: string;
  readonly openedBy: string | null;
  readonly doneAt: string | null;
  readonly doneBy: string | null;
  /** Why it was closed without being done. */
  readonly closedBecause: string | null;
  /** `text` of who opened it, `note` of who did or reopened it last. */
  readonly sealed: Readonly<Record<string, SealedCell>>;
  readonly position: string;
}

const PRIORITIES = ['low', 'normal', 'high'];

const opened = ({ data, handle, meta, occurredAt, sealed, position }: FactOf<'TaskOpened'>): Task => ({
  ...{ customer: handle, status: 'open', about: data.about, dueAt: data.dueAt, snoozedUntil: null },
  priority: PRIORITIES.includes(data.priority ?? '') ? data.priority! : 'normal',
  ...{ assignee: data.assignee ?? null, team: data.team ?? null },
  ...{ policy: data.policy ?? null, trigger: data.trigger ?? null, outcome: null },
  ...{ openedAt: occurredAt, openedBy: meta?.by ?? null, doneAt: null, doneBy: null, closedBecause: null },
  ...{ sealed: cellsOf(sealed, {}), position },
});

/** Of all that may be sealed in an event what a list shows. */
const cellsOf = (cells: Fact['sealed'], before: Task['sealed']): Task['sealed'] => {
  const { text = before['text'], note = before['note'] } = cells as Partial<Record<string, SealedCell>>;
  return { ...(text !== undefined && { text }), ...(note !== undefined && { note }) };
};

/** What is there to do, for whom, until when? All events of a task have the owner of the first one. */
export const tasks: EntryProjection<Task> = {
  name: 'tasks',
  version: 1,
  scope: 'entry',
  keys: ({ data }) => [String(data['task'])],
  initial: (_key, fact) => opened(fact as FactOf<'TaskOpened'>),
  on: {
    TaskOpened: (row) => row,
    TaskAssigned: (row, { data, position }) => ({
      ...{ ...row, assignee: data.assignee ?? null, team: data.team ?? null, position },
    }),
    TaskSnoozed: (row, { data, position }) => ({ ...row, snoozedUntil: data.until, position }),
    TaskDone: (row, { data, meta, occurredAt, sealed, position }) => ({
      ...{ ...row, status: 'done', outcome: data.outcome, doneAt: occurredAt, doneBy: meta?.by ?? null },
      ...{ sealed: cellsOf(sealed, row.sealed), position },
    }),
    TaskReopened: (row, { data, sealed, position }) => ({
      ...{ ...row, status: 'open', dueAt: data.dueAt ?? row.dueAt, snoozedUntil: null, outcome: null },
      ...{ doneAt: null, doneBy: null, sealed: cellsOf(sealed, row.sealed), position },
    }),
    TaskClosed: (row, { data, position }) => ({ ...row, status: 'closed', closedBecause: data.why, sealed: {}, position }), // prettier-ignore
  },
};
