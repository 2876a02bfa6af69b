import { Body, Controller, Headers, Post, Res } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { Receipt } from '@rapport/admission';
import { CallerOf, Documented, parseJson, type BodyForm, type Caller } from '@rapport/edge';
import type { FastifyReply } from 'fastify';
import { idempotencyKeyOf } from './idempotency-key';
import { interactionAbout } from './interaction.about';
import { IngestParts } from './parts';
import { answerTo } from './single-answer';
import { orUnavailable } from './store-answers';
import { writerOf } from './writer';

class RecordInteraction extends Command<Receipt> {
  constructor(
    readonly raw: string,
    readonly value: unknown,
    readonly defaultId: string | null,
    readonly caller: Caller,
  ) {
    super();
  }
}

@CommandHandler(RecordInteraction)
class RecordInteractionHandler implements ICommandHandler<RecordInteraction> {
  constructor(private readonly parts: IngestParts) {}

  async execute({ raw, value, defaultId, caller }: RecordInteraction): Promise<Receipt> {
    const submitted = { value, raw, ...(defaultId === null ? {} : { defaultId }) };
    const receipt = await orUnavailable(() => this.parts.admission.admitOne(submitted, writerOf(caller)));
    this.parts.counted(receipt.status);
    return receipt;
  }
}

@Controller('v1/interactions')
class InteractionController {
  constructor(
    private readonly commands: CommandBus,
    private readonly parts: IngestParts,
  ) {}

  @Post()
  @RouteConfig({ body: 'text' satisfies BodyForm })
  @Documented(interactionAbout)
  async record(
    @Body() raw: string | undefined,
    @CallerOf() caller: Caller,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const value = parsed(raw ?? '');
    const receipt = await this.commands.execute(new RecordInteraction(raw ?? '', value, idempotencyKeyOf(key), caller));
    return answerTo(receipt, this.parts, reply);
  }
}

/** Undefined when the text is not JSON: it goes to quarantine all the same. */
const parsed = (raw: string): unknown => {
  try {
    return parseJson(raw);
  } catch {
    return undefined;
  }
};

export const interaction = { controllers: [InteractionController], providers: [RecordInteractionHandler] };
