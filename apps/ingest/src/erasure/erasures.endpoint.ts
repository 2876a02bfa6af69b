import { Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import {
  CallerOf,
  Documented,
  invalid,
  notFound,
  parametersOf,
  wholeNumber,
  uuidPipe,
  type Caller,
} from '@rapport/edge';
import type { FastifyReply } from 'fastify';
import { IngestParts } from '../parts';
import { certificateOf, summaryOf } from './certificate';
import { CERTIFICATE, ERASURES } from './certificate.shape';
import type { Erasure } from './erasure';
import { ErasureKeeper } from './keeper';

const LIMIT_MAX = 500;
const ID = { id: 'From the request or the list' };

const placeIn = (cursor: string | undefined): { at: string; id: string } | null => {
  if (cursor === undefined) return null;
  const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (!/^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/.test(at) || !/^[0-9a-f-]{36}$/.test(id))
    throw invalid('the cursor is not one of ours');
  return { at, id };
};

@Controller('v1/erasures')
class ErasuresController {
  constructor(
    private readonly keeper: ErasureKeeper,
    private readonly parts: IngestParts,
  ) {}

  @Get()
  @Documented({
    operation: 'listErasures',
    tag: 'privacy',
    summary: 'Erasures, newest first',
    query: {
      limit: { type: 'integer', minimum: 1, maximum: LIMIT_MAX, description: 'At most that many; 100 when absent' },
      cursor: { type: 'string', description: '`next` of the page before' },
    },
    answers: {
      200: { description: 'A page', schema: ERASURES },
      400: 'A parameter is unknown or not well formed',
    },
  })
  async list(@Query() query: unknown): Promise<object> {
    const given = parametersOf(query, ['limit', 'cursor'] as const);
    const limit = wholeNumber('limit', given.limit, 100, LIMIT_MAX);
    const { means } = await this.keeper.erasures();
    const rows = await means.book.list(limit + 1, placeIn(given.cursor));
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const next =
      rows.length > limit && last ? Buffer.from(`${last.requestedAt} ${last.id}`).toString('base64url') : null;
    return { erasures: page.map(summaryOf), next };
  }

  @Get(':id')
  @Documented({
    operation: 'showErasure',
    tag: 'privacy',
    summary: 'The certificate of an erasure',
    description:
      'Who wanted it and why, what was cleaned, what is left where and until when. Nothing personal is in it.',
    params: ID,
    answers: {
      200: { description: 'As far as it is', schema: CERTIFICATE },
      400: 'The id is none',
      404: 'Nothing has this id',
    },
  })
  async show(@Param('id', uuidPipe) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const { means } = await this.keeper.erasures();
    const erasure = await means.book.find(id);
    if (!erasure) throw notFound('erasure');
    return this.answer(erasure, reply);
  }

  @Post(':id/confirm')
  @HttpCode(200)
  @Documented({
    operation: 'confirmErasure',
    tag: 'privacy',
    summary: 'Confirm a requested erasure, as the second person',
    description: 'With another admin key than the one that requested it; then it is carried out.',
    params: ID,
    answers: {
      200: { description: 'Erased, with the certificate', schema: CERTIFICATE },
      202: { description: 'Not confirmed: this key requested it', schema: CERTIFICATE },
      400: 'The id is none',
      404: 'Nothing has this id',
      409: 'It waits for nobody, or the customer has changed since',
      503: 'Repeat after Retry-After',
    },
  })
  async confirm(
    @Param('id', uuidPipe) id: string,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const erasure = await (await this.keeper.erasures()).confirm(id, caller.keyId);
    return this.answer(erasure, reply.code(erasure.status === 'requested' ? 202 : 200));
  }

  @Post(':id/withdraw')
  @HttpCode(200)
  @Documented({
    operation: 'withdrawErasure',
    tag: 'privacy',
    summary: 'Withdraw a requested erasure',
    params: ID,
    answers: {
      200: { description: 'Withdrawn; nothing was erased', schema: CERTIFICATE },
      400: 'The id is none',
      404: 'Nothing has this id',
      409: 'It waits for nobody: what has begun cannot be stopped',
    },
  })
  async withdraw(
    @Param('id', uuidPipe) id: string,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.answer(await (await this.keeper.erasures()).withdraw(id, caller.keyId), reply);
  }

  private answer(erasure: Erasure, reply: FastifyReply): Promise<object> {
    void reply.header('cache-control', 'no-store');
    return certificateOf(erasure, this.parts.privacy);
  }
}

export const erasures = { controllers: [ErasuresController], providers: [] };
