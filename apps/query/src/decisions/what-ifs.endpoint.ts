import { Controller, Get, Param, Query as QueryString, Res } from '@nestjs/common';
import { Documented, parametersOf, shapes, uuid } from '@rapport/edge';
import { findWhatIf, whatIfs, type WhatIf } from '@rapport/read-db';
import type { FastifyReply } from 'fastify';
import { QueryParts } from '../parts';
import { orNoWhatIf } from './no-what-if';
import { WHAT_IF } from './what-if.shape';

@Controller('v1/what-ifs')
class WhatIfsController {
  constructor(private readonly parts: QueryParts) {}

  @Get()
  @Documented({
    operation: 'listWhatIfs',
    tag: 'decisions',
    summary: 'The newest what-ifs',
    query: { rule: { type: 'string', description: 'Of this rule only' } },
    answers: {
      200: {
        description: 'Newest first, 50 at most',
        schema: shapes.record({ whatIfs: shapes.listOf(WHAT_IF) }),
      },
      400: 'A parameter is unknown',
    },
  })
  async list(@QueryString() query: unknown, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const { rule } = parametersOf(query, ['rule']);
    void reply.header('cache-control', 'no-store');
    return { whatIfs: await whatIfs(this.parts.pool, rule ?? null) };
  }

  @Get(':id')
  @Documented({
    operation: 'showWhatIf',
    tag: 'decisions',
    summary: 'How far a what-if is, and what came out',
    description:
      '`result` is null until it is `ready`. It says who is where by the rule as it is and by the draft at the end of the newest closed day, ' +
      'how many would go from where to where, and what they are worth.',
    params: { id: 'The what-if' },
    answers: {
      200: { description: 'The what-if', schema: WHAT_IF },
      400: 'The id is none',
      404: 'There is no such what-if',
    },
  })
  async show(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<WhatIf> {
    void reply.header('cache-control', 'no-store');
    return orNoWhatIf(await findWhatIf(this.parts.pool, uuid('the id', id)));
  }
}

export const whatIfList = { controllers: [WhatIfsController], providers: [] };
