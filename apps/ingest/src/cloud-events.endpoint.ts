import { Readable } from 'node:stream';
import { Controller, Post, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { CallerOf, Documented, wholeBody, type BodyForm, type Caller } from '@rapport/edge';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { receiptText } from './batch-receipts';
import { readCloudEvents } from './cloud-events-body';
import { cloudEventsAbout } from './cloud-events.about';
import { IngestParts } from './parts';
import { answerTo } from './single-answer';
import { orUnavailable } from './store-answers';
import { writerOf } from './writer';

@Controller('v1/events')
class CloudEventsController {
  constructor(private readonly parts: IngestParts) {}

  @Post()
  @RouteConfig({ body: 'stream' satisfies BodyForm })
  @Documented(cloudEventsAbout)
  async record(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @CallerOf() caller: Caller): Promise<void> {
    const { admission, counted, bodyLimitBytes } = this.parts;
    const chunks = (request.body ?? Readable.from([])) as AsyncIterable<Buffer>;
    const bytes = await wholeBody(request, chunks, bodyLimitBytes);
    const body = readCloudEvents(request.headers, bytes);
    const by = writerOf(caller);
    if ('many' in body) {
      const records = Readable.from([body.many.map((submitted) => ({ submitted }))]);
      const run = { admission, by, requestId: request.id, idempotencyKey: null, counted };
      let text = '';
      for await (const piece of receiptText(records, run)) text += piece;
      return void (await reply.code(200).type('application/json; charset=utf-8').send(text));
    }
    const receipt = await orUnavailable(() => admission.admitOne(body.one, by));
    counted(receipt.status);
    await reply.send(await answerTo(receipt, this.parts, reply));
  }
}

export const cloudEvents = { controllers: [CloudEventsController], providers: [] };
