import { Command } from 'commander';
import { connect } from '../client';
import { answer, table } from '../terminal';

type Env = Readonly<Record<string, string | undefined>>;

/** As `GET /v1/tasks` tells it. */
interface Task {
  readonly taskId: string;
  readonly customerId: string;
  readonly about: string;
  readonly dueAt: string;
  readonly overdue: boolean;
  readonly priority: string;
  readonly assignee: string | null;
  readonly team: string | null;
}
interface Listed {
  readonly tasks: readonly Task[];
  readonly next: string | null;
}

const rowOf = ({ taskId, customerId, about, dueAt, overdue, priority, assignee, team }: Task): string[] => [
  `${dueAt}${overdue ? ' overdue' : ''}`,
  about,
  priority,
  assignee ?? team ?? '',
  customerId,
  taskId,
];
const shown = ({ tasks, next }: Listed): string => {
  if (tasks.length === 0) return 'nothing to do';
  const rows = table([['due', 'what', 'priority', 'who', 'customer', 'task'], ...tasks.map(rowOf)]);
  return next === null ? rows : `${rows}\nand more; narrow it down by --team or --assignee`;
};

const done = (env: Env): Command =>
  new Command('done')
    .description('say that a task is done')
    .argument('<task>', 'its id')
    .requiredOption('--outcome <word>', 'how it ended: reached, not-reached, sold')
    .option('--note <text>', 'in words; sealed like all text about people')
    .option('--json', 'as JSON', false)
    .action(async (task: string, { outcome, note, json }: { outcome: string; note?: string; json: boolean }) => {
      const path = `/v1/tasks/${encodeURIComponent(task)}/done`;
      const said = await connect(env).ask('POST', path, { outcome, ...(note !== undefined && { note }) });
      return answer(json, said, () => `${task} is done: ${outcome}`);
    });

/** `rapport tasks`: what there is to do. */
export const tasksVerb = (env: Env): Command =>
  new Command('tasks')
    .option('--team <team>', 'only those of a team')
    .option('--assignee <name>', 'only those of somebody')
    .option('--overdue', 'only what should have been done by now', false)
    .option('--json', 'as JSON', false)
    .addCommand(done(env))
    .action(
      async ({
        team,
        assignee,
        overdue,
        json,
      }: {
        team?: string;
        assignee?: string;
        overdue: boolean;
        json: boolean;
      }) => {
        const query = new URLSearchParams({
          ...(team !== undefined && { team }),
          ...(assignee !== undefined && { assignee }),
          ...(overdue && { overdue: 'true' }),
        });
        const listed = (await connect(env).ask('GET', `/v1/tasks?${query.toString()}`)) as Listed;
        return answer(json, listed, () => shown(listed));
      },
    );
