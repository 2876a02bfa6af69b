import { Controller, Get, Param, Query as QueryString, Res } from '@nestjs/common';
import { Documented, parametersOf, uuid } from '@rapport/edge';
import { findWhatIf, whatIfs, type WhatIf } from '@rapport/read-db';
import type { FastifyReply } from 'fastify';
import { QueryParts } from './parts';
import { orNoWhatIf } from './no-what-if';

@Controller('v1/what-ifs')
class WhatIfsController {
  constructor(private readonly parts: QueryParts) {}

  @Get()
  @Documented({
    tag: 'decisions',
    summary: 'The newest what-ifs',
    query: { rule: { type: 'string', description: 'Of this rule only' } },
    answers: { 200: 'Newest first, 50 at most', 400: 'A parameter is unknown' },
  })
  async list(@QueryString() query: unknown, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const { rule } = parametersOf(query, ['rule']);
    void reply.header('cache-control', 'no-store');
    return { whatIfs: await whatIfs(this.parts.pool, rule ?? null) };
  }

  @Get(':id')
  @Documented({
    tag: 'decisions',
    summary: 'How far a what-if is, and what came out',
    description:
      '`result` is null until it is `ready`. It says who is where by the rule as it is and by the draft at the end of the newest closed day, ' +
      'how many would go from where to where, and what they are worth.',
    params: { id: 'The what-if' },
    answers: { 200: 'The what-if', 400: 'The id is none', 404: 'There is no such what-if' },
  })
  async show(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<WhatIf> {
    void reply.header('cache-control', 'no-store');
    return orNoWhatIf(await findWhatIf(this.parts.pool, uuid('the id', id)));
  }
}

export const whatIfList = { controllers: [WhatIfsController], providers: [] };
