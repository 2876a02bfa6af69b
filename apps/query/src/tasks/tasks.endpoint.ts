import { Controller, Get, Query as QueryString, Req } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import {
  actorOf,
  CallerOf,
  Documented,
  invalid,
  oneOf,
  parametersOf,
  shapes,
  uuid,
  wholeNumber,
  type Caller,
} from '@rapport/edge';
import { listTasks, tasks, type Task, type TaskFilter } from '@rapport/projections';
import { membership } from '@rapport/read-db';
import type { FastifyRequest } from 'fastify';
import type { Found } from '../answer';
import { Answers } from '../answers';
import { orBadCursor } from '../bad-cursor';
import { READ_ANSWERS, READ_HEADERS, READ_QUERY } from '../common-about';
import { included } from '../included';
import { QueryParts } from '../parts';
import { handleSet, personOf } from '../person';
import { TASK } from './task.shape';

const FLAGS = ['mine', 'overdue', 'snoozed'] as const;
const STATES = ['open', 'done', 'closed', 'all'] as const;
const PARAMETERS = [...FLAGS, 'state', 'assignee', 'team', 'policy', 'customer', 'cursor', 'limit', 'minPosition'] as const; // prettier-ignore
type Parameters = Partial<Record<(typeof PARAMETERS)[number], string>>;
const LIMIT_MAX = 500;

class ListTasks extends Query<Found> {
  constructor(
    readonly given: Parameters,
    /** Who asks, for `mine`. */
    readonly who: string,
    readonly now: string,
  ) {
    super();
  }
}

const flag = (given: Parameters, name: (typeof FLAGS)[number]): boolean => oneOf(name, given[name], ['true', 'false']) === 'true'; // prettier-ignore

/** A task as readers get it; its texts are cells until they are opened. */
const taskView = (
  { key, customer, ...row }: Task & { readonly key: string },
  current: string,
  now: string,
): object => ({
  ...{ taskId: key, customerId: current, ...row },
  overdue: row.status === 'open' && row.dueAt < now,
});

@QueryHandler(ListTasks)
class ListTasksHandler implements IQueryHandler<ListTasks> {
  constructor(private readonly parts: QueryParts) {}

  async execute({ given, who, now }: ListTasks): Promise<Found> {
    const filter = await this.filterOf(given, who, now);
    const limit = wholeNumber('limit', given.limit, 50, LIMIT_MAX);
    const position = await included(this.parts, [tasks], given.minPosition);
    const { db, pool } = this.parts;
    const { rows, next } = await orBadCursor(() => listTasks(db.manager, filter, { cursor: given.cursor ?? null, limit })); // prettier-ignore
    const customers = await membership(pool).resolve([...new Set(rows.map(({ customer }) => customer))]);
    return {
      position,
      showings: rows.map((row) => {
        const customer = customers.get(row.customer)!;
        return { customer, handles: new Set([row.customer]), row: taskView(row, customer, now) };
      }),
      body: (shown) => ({ tasks: shown, next }),
    };
  }

  private async filterOf(given: Parameters, who: string, now: string): Promise<TaskFilter> {
    const state = oneOf('state', given.state, STATES) ?? 'open';
    const mine = flag(given, 'mine');
    if (mine && given.assignee !== undefined) throw invalid('mine and assignee exclude each other');
    const overdue = flag(given, 'overdue');
    if (overdue && state !== 'open') throw invalid('only open tasks are overdue');
    const assignee = mine ? who : given.assignee;
    const person = given.customer === undefined ? undefined : await personOf(this.parts, uuid('customer', given.customer)); // prettier-ignore
    return {
      ...(state !== 'all' && { status: state }),
      ...(assignee !== undefined && { assignee }),
      ...(given.team !== undefined && { team: given.team }),
      ...(given.policy !== undefined && { policy: given.policy }),
      ...(person && { customers: [person.customer, ...handleSet(person)] }),
      ...(overdue && { dueBefore: now }),
      // Who asks for what is overdue wants to see also what was put off.
      ...(state === 'open' && !overdue && !flag(given, 'snoozed') && { awakeAt: now }),
    };
  }
}

@Answers()
@Controller('v1/tasks')
class TasksController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Documented({
    operation: 'listTasks',
    tag: 'tasks',
    summary: 'What there is to do: mine, a team’s, what is overdue',
    description:
      'The most urgent first. Tasks that rest (`snoozedUntil`) are left out until they are overdue or `snoozed=true`. `mine` are those whose ' +
      'assignee is the `Rapport-Actor` of the request; without one, the name of the key. Texts about people are opened by role, and who opened them is noted.',
    query: {
      mine: { type: 'boolean', description: 'Only those of who asks' },
      assignee: { type: 'string', description: 'Only those of somebody' },
      team: { type: 'string', description: 'Only those of a team' },
      overdue: { type: 'boolean', description: 'Only open ones that should have been done by now' },
      state: { type: 'string', enum: [...STATES], default: 'open', description: 'How they stand' },
      snoozed: { type: 'boolean', description: 'Also those that rest' },
      policy: { type: 'string', description: 'Only those that a policy wanted' },
      customer: { type: 'string', format: 'uuid', description: 'Only those about a customer, by any id it ever had' },
      cursor: { type: 'string', description: '`next` of the page before' },
      limit: { type: 'integer', minimum: 1, maximum: LIMIT_MAX, default: 50, description: 'Most tasks of a page' },
      ...READ_QUERY,
    },
    headers: READ_HEADERS,
    answers: { 200: { description: 'A page of tasks', schema: shapes.pageOf('tasks', TASK) }, ...READ_ANSWERS },
  })
  async list(
    @QueryString() query: unknown,
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
  ): Promise<Found> {
    const given = parametersOf(query, PARAMETERS);
    const who = actorOf(request) ?? caller.name;
    return this.queries.execute(new ListTasks(given, who, new Date().toISOString()));
  }
}

export const taskList = { controllers: [TasksController], providers: [ListTasksHandler] };
