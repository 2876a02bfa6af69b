import { Readable } from 'node:stream';
import { Controller, Post, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { CallerOf, Documented, Problem, type BodyForm, type Caller } from '@rapport/edge';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { receiptText } from './batch-receipts';
import { readCloudEvents } from './cloud-events-body';
import { cloudEventsAbout } from './cloud-events.about';
import { IngestParts } from './parts';
import { answerTo } from './single-answer';
import { orUnavailable } from './store-answers';
import { writerOf } from './writer';

const collect = async (body: AsyncIterable<Buffer>, limitBytes: number): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > limitBytes) throw new Problem(413, 'too-large', `the body is larger than ${limitBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

@Controller('v1/events')
class CloudEventsController {
  constructor(private readonly parts: IngestParts) {}

  @Post()
  @RouteConfig({ body: 'stream' satisfies BodyForm })
  @Documented(cloudEventsAbout)
  async record(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @CallerOf() caller: Caller): Promise<void> {
    const { admission, counted, bodyLimitBytes } = this.parts;
    const bytes = await collect((request.body ?? Readable.from([])) as AsyncIterable<Buffer>, bodyLimitBytes);
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
