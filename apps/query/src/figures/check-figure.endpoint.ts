import { Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { CallerOf, Documented, notFound, shapes, uuid, type Caller } from '@rapport/edge';
import { findFigure } from '@rapport/projections';
import { requestFigureCheck } from '@rapport/read-db';
import type { FastifyReply } from 'fastify';
import { QueryParts } from '../parts';
import { orTooMany } from './freeze-figure.endpoint';

const { id, moment, record, word } = shapes;
const ASKED = record({ id: id(), figure: id(), state: word(['requested']), askedAt: moment() });

@Controller('v1/figures')
class CheckFigureController {
  constructor(private readonly parts: QueryParts) {}

  @Post(':id/checks')
  @HttpCode(202)
  @Documented({
    operation: 'checkFigure',
    tag: 'decisions',
    summary: 'Ask a figure again',
    description:
      'The history up to its place is folded anew, by the description that it was frozen with, and compared byte for byte with what was written down. What came out is in `checks` of the figure, and in the log.',
    params: { id: 'The figure' },
    answers: {
      202: { description: 'Asked for; see `checks` of the figure for this id', schema: ASKED },
      400: 'The id is none',
      404: 'There is no such figure',
      409: 'Too many figures wait for their turn',
    },
  })
  async check(
    @Param('id') given: string,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const figure = uuid('the id', given);
    if (!(await findFigure(this.parts.db.manager, figure))) throw notFound('figure');
    const { id, state, askedAt } = await requestFigureCheck(this.parts.pool, figure, caller.keyId).catch(orTooMany);
    void reply.headers({ location: `/v1/figures/${figure}`, 'cache-control': 'no-store' });
    return { id, figure, state, askedAt };
  }
}

export const checkFigure = { controllers: [CheckFigureController], providers: [] };
