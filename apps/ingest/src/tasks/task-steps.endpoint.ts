import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { TaskStep } from '@rapport/decisions';
import { CallerOf, controlPipe, Documented, Optional, uuidPipe, type Caller } from '@rapport/edge';
import { IsISO8601, IsString, Length } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { IngestParts } from '../parts';
import { sayTask } from './say-task';
import { TASK_SAID } from './task.shape';

class Assignment {
  @Optional() @IsString() @Length(1, 200) assignee?: string;
  @Optional() @IsString() @Length(1, 200) team?: string;
}
class Snooze {
  @IsISO8601({ strict: true }) until!: string;
}
class Done {
  @IsString() @Length(1, 60) outcome!: string;
  @Optional() @IsString() @Length(1, 4_000) note?: string;
}
class Reopening {
  @Optional() @IsISO8601({ strict: true }) dueAt?: string;
  @Optional() @IsString() @Length(1, 4_000) note?: string;
}

const ID = { id: '`taskId`' };
const NOTE = { type: 'string', maxLength: 4000, description: 'In words; sealed like all text about people' };
const MOMENT = { type: 'string', format: 'date-time' };
const ANSWERS = {
  200: { description: 'Written down', schema: TASK_SAID },
  400: 'Some fields are not as they should be',
  404: 'There is no such task',
  409: 'That cannot be done with the task as it stands: it is done, open, or closed',
  503: 'Repeat after Retry-After',
};
const moment = (text: string | undefined): string | undefined => text && new Date(text).toISOString();
const given = (fields: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined));
const schema = (properties: object, ...required: string[]) => ({ type: 'object', required, properties });

@Controller('v1/tasks')
class TaskStepsController {
  constructor(private readonly parts: IngestParts) {}

  @Post(':id/assign')
  @HttpCode(200)
  @Documented({
    operation: 'assignTask',
    tag: 'tasks',
    summary: 'Give a task to somebody, to a team, or (with neither) to nobody in particular',
    params: ID,
    body: {
      schema: schema({ assignee: { type: 'string' }, team: { type: 'string' } }),
      examples: { unknown: { summary: 'No such task', status: 404, value: { assignee: 'a-17' } } }, // prettier-ignore
    },
    answers: ANSWERS,
  })
  assign(
    @Param('id', uuidPipe) id: string,
    @Body(controlPipe) { assignee, team }: Assignment,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.say(id, 'TaskAssigned', given({ assignee, team }), undefined, caller, reply);
  }

  @Post(':id/snooze')
  @HttpCode(200)
  @Documented({
    operation: 'snoozeTask',
    tag: 'tasks',
    summary: 'Let a task rest until a moment; it is due as before',
    params: ID,
    body: { schema: schema({ until: MOMENT }, 'until'), examples: { never: { summary: 'Until when?', status: 400, value: {} } } }, // prettier-ignore
    answers: ANSWERS,
  })
  snooze(
    @Param('id', uuidPipe) id: string,
    @Body(controlPipe) { until }: Snooze,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.say(id, 'TaskSnoozed', given({ until: moment(until) }), undefined, caller, reply);
  }

  @Post(':id/done')
  @HttpCode(200)
  @Documented({
    operation: 'finishTask',
    tag: 'tasks',
    summary: 'Say that a task is done, and how it ended',
    params: ID,
    body: {
      schema: schema({ outcome: { type: 'string', maxLength: 60, description: 'One word: reached, not-reached, sold' }, note: NOTE }, 'outcome'), // prettier-ignore
      examples: { noOutcome: { summary: 'How did it end?', status: 400, value: { note: 'Called' } } },
    },
    answers: ANSWERS,
  })
  done(
    @Param('id', uuidPipe) id: string,
    @Body(controlPipe) { outcome, note }: Done,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.say(id, 'TaskDone', { outcome }, note, caller, reply);
  }

  @Post(':id/reopen')
  @HttpCode(200)
  @Documented({
    operation: 'reopenTask',
    tag: 'tasks',
    summary: 'Say that a task that was done is to be done again',
    params: ID,
    body: {
      schema: schema({ dueAt: MOMENT, note: NOTE }),
      examples: { badDate: { summary: 'No moment', status: 400, value: { dueAt: 'tomorrow' } } },
    },
    answers: ANSWERS,
  })
  reopen(
    @Param('id', uuidPipe) id: string,
    @Body(controlPipe) { dueAt, note }: Reopening,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.say(id, 'TaskReopened', given({ dueAt: moment(dueAt) }), note, caller, reply);
  }

  private async say(
    task: string,
    step: TaskStep,
    data: Readonly<Record<string, unknown>>,
    note: string | undefined,
    caller: Caller,
    reply: FastifyReply,
  ): Promise<object> {
    const text = note === undefined ? {} : { text: { field: 'note' as const, value: note } };
    const { position } = await sayTask(this.parts, { task, step, data, ...text, by: caller.keyId }, new Date());
    void reply.header('rapport-position', position);
    return { taskId: task, position };
  }
}

export const taskSteps = { controllers: [TaskStepsController], providers: [] };
