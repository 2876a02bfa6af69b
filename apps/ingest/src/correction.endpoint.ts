import { Body, Controller, Headers, Param, Post, Res } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '@rapport/admission';
import { CallerOf, Documented, Problem, Optional, controlPipe, notFound, uuidPipe, type Caller } from '@rapport/edge';
import type { FastifyReply } from 'fastify';
import { IsBoolean, IsIn, IsISO8601, IsObject, IsString, Length } from 'class-validator';
import { idempotencyKeyOf } from './idempotency-key';
import { IngestParts } from './parts';
import { CORRECTION_RECEIPT } from './receipt.shape';
import { orUnavailable } from './store-answers';
import { writerOf } from './writer';

class Correction {
  @IsIn(['correct', 'retract']) kind!: 'correct' | 'retract';
  /** The right event type, when that was wrong. */
  @Optional() @IsString() @Length(1, 100) type?: string;
  /** The payload as it should have been; personal fields that it leaves out stay. */
  @Optional() @IsObject() data?: Record<string, unknown>;
  @Optional() @IsISO8601({ strict: true }) occurredAt?: string;
  /** Brings back what was retracted. */
  @Optional() @IsBoolean() reinstate?: boolean;
  @IsString() @Length(3, 2_000) reason!: string;
}

class CorrectInteraction extends Command<Receipt> {
  constructor(
    readonly eventId: string,
    readonly correction: Correction,
    readonly id: string | null,
    readonly caller: Caller,
  ) {
    super();
  }
}

@CommandHandler(CorrectInteraction)
class CorrectInteractionHandler implements ICommandHandler<CorrectInteraction> {
  constructor(private readonly parts: IngestParts) {}

  execute({ eventId, correction, id, caller }: CorrectInteraction): Promise<Receipt> {
    const asked = { ...correction, ...(id === null ? {} : { id }) };
    return orUnavailable(() => this.parts.admission.correct(eventId, asked, writerOf(caller)));
  }
}

@Controller('v1/interactions')
class CorrectionController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':eventId/corrections')
  @Documented({
    operation: 'correctInteraction',
    tag: 'ingest',
    summary: 'Correct or retract an interaction',
    description:
      'A new event with a reason. Views are then as if the interaction had been so (or had not been); the timeline ' +
      'shows both.',
    params: { eventId: 'From the receipt or the timeline' },
    headers: { 'Idempotency-Key': 'A repeat with the same key and content is recorded once' },
    body: {
      schema: {
        type: 'object',
        required: ['kind', 'reason'],
        properties: {
          kind: { type: 'string', enum: ['correct', 'retract'] },
          type: { type: 'string', description: 'The right event type, when that was wrong' },
          data: { type: 'object', description: 'The payload as it should have been' },
          occurredAt: { type: 'string', format: 'date-time' },
          reinstate: {
            type: 'boolean',
            description: 'Brings back what was retracted; without it a retracted interaction cannot be corrected',
          },
          reason: { type: 'string', minLength: 3, maxLength: 2000, description: 'Sealed like all text about people' },
        },
      },
      examples: {
        retract: { summary: 'Rung up by mistake', status: 201, value: { kind: 'retract', reason: 'Rung up twice' } },
        noReason: { summary: 'Without a reason', status: 400, value: { kind: 'retract' } },
      },
    },
    answers: {
      200: { description: 'It was there already', schema: CORRECTION_RECEIPT },
      201: { description: 'Recorded', schema: CORRECTION_RECEIPT },
      400: 'Some fields are not as they should be',
      404: 'There is no such interaction',
      409: 'It was retracted, or the idempotency key was used for something else',
      422: 'The corrected interaction would be refused; `code` says why',
      503: 'Repeat after Retry-After',
    },
  })
  async correct(
    @Param('eventId', uuidPipe) eventId: string,
    @Body(controlPipe) correction: Correction,
    @CallerOf() caller: Caller,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const receipt = await this.commands.execute(
      new CorrectInteraction(eventId, correction, idempotencyKeyOf(key), caller),
    );
    if (receipt.status === 'refused' && receipt.code === 'target-unknown') throw notFound('interaction');
    if (receipt.status === 'refused' && receipt.code === 'target-retracted')
      throw new Problem(409, 'interaction-retracted', receipt.detail);
    if (receipt.status === 'refused')
      throw new Problem(422, 'correction-refused', receipt.detail, { code: receipt.code });
    if (receipt.status === 'conflict') throw new Problem(409, 'id-conflict', receipt.detail);
    void reply.code(receipt.status === 'accepted' ? 201 : 200).header('rapport-position', receipt.position);
    return { eventId: receipt.eventId, position: receipt.position, status: receipt.status, target: eventId };
  }
}

export const correction = { controllers: [CorrectionController], providers: [CorrectInteractionHandler] };
