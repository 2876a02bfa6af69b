import { Body, Controller, Headers, Post, Res } from '@nestjs/common';
import { taskEvent } from '@rapport/decisions';
import { CallerOf, controlPipe, Documented, notFound, Optional, Problem, type Caller } from '@rapport/edge';
import { uuid5 } from '@rapport/events';
import { membership } from '@rapport/read-db';
import { IsIn, IsISO8601, IsString, IsUUID, Length } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { randomUUID } from 'node:crypto';
import { requireNothingPersonal } from '../erasure/reason';
import { idempotencyKeyOf } from '../idempotency-key';
import { requireNotErased } from '../not-erased';
import { IngestParts } from '../parts';
import { orUnavailable } from '../store-answers';
import { sealedText } from './say-task';
import { TASK_SAID } from './task.shape';

const PRIORITIES = ['low', 'normal', 'high'] as const;

class NewTask {
  @IsUUID() customerId!: string;
  @IsString() @Length(3, 200) about!: string;
  @IsISO8601({ strict: true }) dueAt!: string;
  @Optional() @IsIn(PRIORITIES) priority?: (typeof PRIORITIES)[number];
  @Optional() @IsString() @Length(1, 200) assignee?: string;
  @Optional() @IsString() @Length(1, 200) team?: string;
  @Optional() @IsString() @Length(1, 4_000) text?: string;
}

@Controller('v1/tasks')
class OpenTaskController {
  constructor(private readonly parts: IngestParts) {}

  @Post()
  @Documented({
    operation: 'openTask',
    tag: 'tasks',
    summary: 'Give somebody something to do about a customer',
    headers: { 'Idempotency-Key': 'A repeat with the same key and content opens one task' },
    body: {
      schema: {
        type: 'object',
        required: ['customerId', 'about', 'dueAt'],
        properties: {
          customerId: { type: 'string', format: 'uuid', description: 'By any id that the customer ever had' },
          about: { type: 'string', minLength: 3, maxLength: 200, description: 'What is to be done; kept in clear, so nothing personal' }, // prettier-ignore
          dueAt: { type: 'string', format: 'date-time' },
          priority: { type: 'string', enum: [...PRIORITIES] },
          assignee: { type: 'string', description: 'Who has to do it, as `Rapport-Actor` names them' },
          team: { type: 'string', description: 'Whose members may do it' },
          text: { type: 'string', maxLength: 4000, description: 'In words; sealed like all text about people' },
        },
      },
      examples: {
        unknown: {
          summary: 'Nobody has this id',
          status: 404,
          value: {
            ...{ customerId: '7e8f8a54-62f0-4a7c-9d0c-3a2f8f6f3f0b', about: 'Send the offer' },
            ...{ dueAt: '2026-11-24T18:00:00Z', team: 'sales' },
          },
        },
        noDate: { summary: 'It must be due at some time', status: 400, value: { about: 'Send the offer' } },
      },
    },
    answers: {
      200: { description: 'It was opened before', schema: TASK_SAID },
      201: { description: 'Opened', schema: TASK_SAID },
      400: 'Some fields are not as they should be',
      404: 'There is no such customer',
      409: 'The key was used for another task, or the customer was erased',
      422: '`about` says something personal; that belongs into `text`',
      503: 'Repeat after Retry-After',
    },
  })
  async open(
    @Body(controlPipe) wanted: NewTask,
    @CallerOf() caller: Caller,
    @Headers('idempotency-key') given: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { pool, vault, store, customerOf } = this.parts;
    const { customerId, about, priority, assignee, team, text } = wanted;
    const handles = await membership(pool).handlesOf(customerId);
    if (handles.length === 0) throw notFound('customer');
    await requireNotErased(vault, handles);
    await requireNothingPersonal(vault, handles, about);
    const key = idempotencyKeyOf(given);
    const handle = await customerOf(customerId);
    const task = key === null ? randomUUID() : uuid5('task', caller.keyId, key);
    const dueAt = new Date(wanted.dueAt).toISOString();
    const now = new Date().toISOString();
    const data = { about, dueAt, ...(priority && { priority }), ...(assignee && { assignee }), ...(team && { team }) };
    const { stream, ...event } = taskEvent({
      ...{ task, type: 'TaskOpened', step: 'opened', handle, data, occurredAt: now, meta: { by: caller.keyId } },
      sealed: await sealedText(vault, handle, 'text', text, now),
    });
    // Sealing and the time differ at each attempt, so what a key stands for is told by a hash of what was asked.
    const asked = vault.fingerprint(JSON.stringify([handle, data, text ?? null]));
    const [outcome] = await orUnavailable(() =>
      store.append([{ stream, expected: 'any', events: [{ ...event, fingerprint: asked }] }]),
    );
    if (!outcome || !('placed' in outcome)) throw new Problem(409, 'id-conflict', 'the key was used for another task');
    const { position } = outcome.placed[0]!;
    void reply.code(outcome.status === 'appended' ? 201 : 200).headers({ 'rapport-position': position });
    return { taskId: task, position };
  }
}

export const openTask = { controllers: [OpenTaskController], providers: [] };
