import { text, textOrNull } from '../decision-table';
import { type Columns, TIME, rowTable } from '../row-table';
import { type Task, tasks } from './fold';

const columns = {
  customer: { type: 'uuid' },
  status: text,
  about: { type: 'text' },
  dueAt: TIME,
  snoozedUntil: { ...TIME, nullable: true },
  priority: text,
  assignee: textOrNull,
  team: textOrNull,
  policy: textOrNull,
  trigger: { type: 'uuid', nullable: true },
  outcome: textOrNull,
  openedAt: TIME,
  openedBy: textOrNull,
  doneAt: { ...TIME, nullable: true },
  doneBy: textOrNull,
  closedBecause: textOrNull,
  sealed: { type: 'jsonb' },
  position: text,
} satisfies Columns<Task>;

/** One index for what is due, the other for cards. */
export const tasksTable = rowTable(tasks, columns, [
  { name: 'tasks_v1_due', columns: ['status', 'dueAt', 'key'] },
  { name: 'tasks_v1_customer', columns: ['customer', 'status'] },
]);
