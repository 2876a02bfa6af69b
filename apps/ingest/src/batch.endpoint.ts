import { Readable } from 'node:stream';
import { Controller, Headers, HttpCode, Post, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { CallerOf, Documented, Problem, wholeBody, type BodyForm, type Caller } from '@rapport/edge';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { batchRecords } from './batch-body';
import { receiptText } from './batch-receipts';
import { batchAbout } from './batch.about';
import { idempotencyKeyOf } from './idempotency-key';
import { IngestParts } from './parts';
import { writerOf } from './writer';

/** Receipts that may wait for a client that does not read while it sends. */
const ANSWER_BUFFER_BYTES = 4 * 1024 * 1024;

@Controller('v1/interactions/batch')
class BatchController {
  constructor(private readonly parts: IngestParts) {}

  @Post()
  @HttpCode(200)
  @RouteConfig({ body: 'stream' satisfies BodyForm })
  @Documented(batchAbout)
  async record(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CallerOf() caller: Caller,
    @Headers('idempotency-key') key: string | undefined,
  ): Promise<void> {
    const body = (request.body ?? Readable.from([])) as AsyncIterable<Buffer>;
    const { bodyLimitBytes: limit } = this.parts;
    const refusal = new Problem(413, 'too-large', `an array may have ${limit} bytes; send NDJSON`);
    const whole = (chunks: AsyncIterable<Buffer>): Promise<Buffer> => wholeBody(request, chunks, limit, refusal);
    const records = batchRecords(body, request.headers['content-type'], whole);
    const text = receiptText(records, {
      admission: this.parts.admission,
      by: writerOf(caller),
      requestId: request.id,
      idempotencyKey: idempotencyKeyOf(key),
      counted: this.parts.counted,
      hold: request.holdRoom,
    });
    // The status line waits for the first receipts: what fails before them is an ordinary problem.
    const opening = await text.next();
    const first = await text.next();
    const pieces = async function* (): AsyncGenerator<string> {
      yield String(opening.value);
      if (!first.done) yield first.value;
      yield* text;
    };
    const answer = Readable.from(pieces(), { objectMode: false, highWaterMark: ANSWER_BUFFER_BYTES });
    await reply.type('application/json; charset=utf-8').send(answer);
  }
}

export const batch = { controllers: [BatchController], providers: [] };
