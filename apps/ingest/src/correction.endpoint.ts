import { Body, Controller, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '@rapport/admission';
import { CallerOf, Documented, Problem, controlPipe, type Caller } from '@rapport/edge';
import { IsIn, IsISO8601, IsObject, IsOptional, IsString, Length } from 'class-validator';
import { IngestParts } from './parts';
import { orUnavailable } from './store-answers';
import { writerOf } from './writer';

class Correction {
  @IsIn(['correct', 'retract']) kind!: 'correct' | 'retract';
  /** The whole payload as it should have been. */
  @IsOptional() @IsObject() data?: Record<string, unknown>;
  @IsOptional() @IsISO8601({ strict: true }) occurredAt?: string;
  @IsString() @Length(3, 2_000) reason!: string;
}

class CorrectInteraction extends Command<Receipt> {
  constructor(
    readonly eventId: string,
    readonly correction: Correction,
    readonly caller: Caller,
  ) {
    super();
  }
}

@CommandHandler(CorrectInteraction)
class CorrectInteractionHandler implements ICommandHandler<CorrectInteraction> {
  constructor(private readonly parts: IngestParts) {}

  execute({ eventId, correction, caller }: CorrectInteraction): Promise<Receipt> {
    return orUnavailable(() => this.parts.admission.correct(eventId, { ...correction }, writerOf(caller)));
  }
}

@Controller('v1/interactions')
class CorrectionController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':eventId/corrections')
  @Documented({
    tag: 'ingest',
    summary: 'Correct or retract an interaction',
    description:
      'A new event with a reason. Views are then as if the interaction had been so (or had not been); the timeline ' +
      'shows both.',
    params: { eventId: 'From the receipt or the timeline' },
    body: {
      schema: {
        type: 'object',
        required: ['kind', 'reason'],
        properties: {
          kind: { type: 'string', enum: ['correct', 'retract'] },
          data: { type: 'object', description: 'The payload as it should have been' },
          occurredAt: { type: 'string', format: 'date-time' },
          reason: { type: 'string', minLength: 3, maxLength: 2000, description: 'Sealed like all text about people' },
        },
      },
      examples: {
        retract: { summary: 'Rung up by mistake', status: 201, value: { kind: 'retract', reason: 'Rung up twice' } },
        noReason: { summary: 'Without a reason', status: 400, value: { kind: 'retract' } },
      },
    },
    answers: {
      201: 'Recorded',
      400: 'Some fields are not as they should be',
      404: 'There is no such interaction',
      409: 'It cannot be corrected like that',
      422: 'The corrected interaction would be refused; `code` says why',
      503: 'Repeat after Retry-After',
    },
  })
  async correct(
    @Param('eventId', ParseUUIDPipe) eventId: string,
    @Body(controlPipe) correction: Correction,
    @CallerOf() caller: Caller,
  ): Promise<object> {
    const receipt = await this.commands.execute(new CorrectInteraction(eventId, correction, caller));
    if (receipt.status === 'refused')
      throw new Problem(422, 'correction-refused', receipt.detail, { code: receipt.code });
    if (receipt.status === 'conflict') throw new Problem(409, 'id-conflict', receipt.detail);
    return { eventId: receipt.eventId, position: receipt.position, status: receipt.status, target: eventId };
  }
}

export const correction = { controllers: [CorrectionController], providers: [CorrectInteractionHandler] };
