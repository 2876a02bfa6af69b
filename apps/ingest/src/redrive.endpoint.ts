import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { NotSettled, Receipt, Repair } from '@rapport/admission';
import { CallerOf, Documented, Problem, Optional, controlPipe, type Caller } from '@rapport/edge';
import { IsObject, IsString, Length } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { INTERACTION } from './interaction.about';
import { notSettled } from './not-settled';
import { IngestParts } from './parts';
import { RECEIPT } from './receipt.shape';
import { orUnavailable } from './store-answers';
import { writerOf } from './writer';

class Redrive implements Repair {
  @Optional() @IsObject() interaction?: Record<string, unknown>;
  @Optional() @IsString() @Length(3, 500) reason?: string;
}

class RedriveRefused extends Command<Receipt | NotSettled> {
  constructor(
    readonly id: string,
    readonly repair: Repair,
    readonly caller: Caller,
  ) {
    super();
  }
}

@CommandHandler(RedriveRefused)
class RedriveRefusedHandler implements ICommandHandler<RedriveRefused> {
  constructor(private readonly parts: IngestParts) {}

  async execute({ id, repair, caller }: RedriveRefused): Promise<Receipt | NotSettled> {
    const { settlement } = this.parts.admission;
    const answer = await orUnavailable(() => settlement.redrive(id, repair, writerOf(caller)));
    if (answer.status !== 'not-settled') this.parts.counted(answer.status);
    return answer;
  }
}

@Controller('v1/quarantine')
class RedriveController {
  constructor(
    private readonly commands: CommandBus,
    private readonly parts: IngestParts,
  ) {}

  @Post(':id/redrive')
  @HttpCode(200)
  @Documented({
    operation: 'redriveQuarantined',
    tag: 'administration',
    summary: 'Try refused input again, as it came or repaired',
    description:
      'As it came: once its source is registered, say, or its type is known. Repaired: the whole interaction; it keeps its id, ' +
      'source and time unless these were the fault. Recorded, it leaves the quarantine; refused again, it stays. A repeat is ' +
      'harmless.',
    params: { id: 'From the refusal or the list' },
    body: {
      schema: {
        type: 'object',
        properties: {
          interaction: { ...INTERACTION, description: 'The repaired interaction; as it came when absent' },
          reason: { type: 'string', minLength: 3, maxLength: 500, description: 'Kept as it is: nothing personal' },
        },
      },
      examples: {
        asItCame: {
          summary: 'There is no such entry',
          status: 404,
          value: { reason: 'Its country is registered now' },
        },
        noObject: { summary: 'An interaction is an object', status: 400, value: { interaction: 'B3-5512' } },
      },
    },
    answers: {
      200: { description: 'Recorded, or it was there already', schema: RECEIPT },
      400: 'Some fields are not as they should be',
      403: 'The key may not write events of its source',
      404: 'Nothing has this id',
      409: 'It cannot go in like that: unreadable, another interaction, or its id has another content',
      422: 'Refused again; `code` says why',
      503: 'Repeat after Retry-After',
    },
  })
  async redrive(
    @Param('id') id: string,
    @Body(controlPipe) repair: Redrive,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const receipt = await this.commands.execute(new RedriveRefused(id, repair, caller));
    if (receipt.status === 'not-settled') throw notSettled(receipt);
    if (receipt.status === 'conflict')
      throw new Problem(409, 'id-conflict', receipt.detail, { eventId: receipt.eventId });
    if (receipt.status === 'refused') {
      const { code, detail, quarantineId } = receipt;
      throw new Problem(422, 'interaction-refused', detail, { code, quarantineId });
    }
    const { status, eventId, position, handle } = receipt;
    void reply.header('rapport-position', position);
    return { eventId, position, customerId: await this.parts.customerOf(handle), status };
  }
}

export const redrive = { controllers: [RedriveController], providers: [RedriveRefusedHandler] };
