import { Controller, Delete, HttpCode, Param, Post } from '@nestjs/common';
import { Documented, Problem, uuid } from '@rapport/edge';
import { cancelWhatIf, dropWhatIf, WhatIfCannot, type WhatIf } from '@rapport/read-db';
import { orNoWhatIf } from './no-what-if';
import { QueryParts } from '../parts';
import { WHAT_IF } from './what-if.shape';

const refused = (error: unknown): never => {
  if (error instanceof WhatIfCannot) throw new Problem(409, 'what-if-cannot', error.message, { state: error.state });
  throw error;
};

@Controller('v1/what-ifs')
class EndWhatIfController {
  constructor(private readonly parts: QueryParts) {}

  @Post(':id/cancel')
  @HttpCode(202)
  @Documented({
    operation: 'cancelWhatIf',
    tag: 'decisions',
    summary: 'Call a what-if off',
    params: { id: 'The what-if' },
    answers: {
      202: { description: 'Called off; one that runs ends after the close that it is at', schema: WHAT_IF },
      400: 'The id is none',
      404: 'There is no such what-if',
      409: 'It has come to an end',
    },
  })
  async cancel(@Param('id') id: string): Promise<WhatIf> {
    return orNoWhatIf(await cancelWhatIf(this.parts.pool, uuid('the id', id)).catch(refused));
  }

  @Delete(':id')
  @HttpCode(204)
  @Documented({
    operation: 'dropWhatIf',
    tag: 'decisions',
    summary: 'Drop a what-if with its result',
    description: 'The rule, and a version that was published from it, stay as they are.',
    params: { id: 'The what-if' },
    answers: {
      204: 'Dropped',
      400: 'The id is none',
      404: 'There is no such what-if',
      409: 'It waits or runs: cancel it first',
    },
  })
  async drop(@Param('id') id: string): Promise<void> {
    orNoWhatIf(await dropWhatIf(this.parts.pool, uuid('the id', id)).catch(refused));
  }
}

export const endWhatIf = { controllers: [EndWhatIfController], providers: [] };
