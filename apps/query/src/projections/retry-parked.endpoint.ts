import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { Documented, notFound, Problem, shapes, uuid } from '@rapport/edge';
import { projections } from '@rapport/projections';
import { retryParked as askForRetry } from '@rapport/read-db';
import { QueryParts } from '../parts';

@Controller('v1/projections')
class RetryParkedController {
  constructor(private readonly parts: QueryParts) {}

  @Post(':name/parked/:customer/retry')
  @HttpCode(202)
  @Documented({
    operation: 'retryParked',
    tag: 'operations',
    summary: 'Fold a parked customer again',
    description:
      'After its cause is mended. The projector does it with its next batch; it is parked again when it fails.',
    params: { name: 'Projection', customer: 'Key as the list of parked ones shows it' },
    answers: {
      202: {
        description: 'Asked for',
        schema: shapes.record({ projection: shapes.text(), customer: shapes.id() }),
      },
      400: 'The key is none',
      404: 'There is no such projection, or nothing is parked under this key',
    },
  })
  async retry(@Param('name') name: string, @Param('customer') customer: string): Promise<object> {
    const found = projections.find(({ projection }) => projection.name === name);
    if (!found) throw new Problem(404, 'not-found', 'there is no projection of this name');
    const asked = await askForRetry(this.parts.pool, found.projection, uuid('the key', customer));
    if (!asked) throw notFound('parked customer');
    return { projection: name, customer };
  }
}

export const retryParked = { controllers: [RetryParkedController], providers: [] };
