import { Controller, Get, Param } from '@nestjs/common';
import { Documented, notFound, Problem, uuid } from '@rapport/edge';
import { projections } from '@rapport/projections';
import { previewSkip } from '@rapport/read-db';
import type { Found } from '../answer';
import { Answers } from '../answers';
import { included } from '../included';
import { QueryParts } from '../parts';
import { NOBODY } from './nobody';
import { SKIP_PREVIEW } from './skip.shape';
import { asking } from '../then';

/** @throws Problem 404 for no projection, 400 for one whose rows are not of customers */
const customerProjection = (name: string) => {
  const found = projections.find(({ projection }) => projection.name === name)?.projection;
  if (!found) throw new Problem(404, 'not-found', 'there is no projection of this name');
  if (found.scope === 'customer') return found;
  throw new Problem(400, 'preview-unsupported', 'what a skip would change can be shown of rows by customer only');
};

@Answers()
@Controller('v1/projections')
class SkipPreviewController {
  constructor(private readonly parts: QueryParts) {}

  @Get(':name/parked/:customer/skip')
  @Documented({
    operation: 'previewSkip',
    tag: 'operations',
    summary: 'What leaving out the event that a customer is parked at would change',
    description:
      'The row as it stands, and as it would be without the event and with all that queues behind it; at which event the customer would be ' +
      'parked again. Folded from the log, nothing is written. Personal values are masked for every role.',
    params: { name: 'Projection', customer: 'Key as the list of parked ones shows it' },
    answers: {
      200: { description: 'Before and after', schema: SKIP_PREVIEW },
      304: 'Nothing changed since the ETag in If-None-Match',
      400: 'The rows of this projection are not by customer',
      404: 'There is no such projection, or nothing is parked under this key',
      422: 'The customer has more events than one answer reads',
      503: 'The event store cannot be reached, or others are being answered; repeat after Retry-After',
    },
  })
  async preview(@Param('name') name: string, @Param('customer') customer: string): Promise<Found> {
    const projection = customerProjection(name);
    const key = uuid('the key', customer);
    const { pool, past } = this.parts;
    const position = await included(this.parts, [projection], undefined);
    const found = await asking(previewSkip(pool, past, projection as never, key, position));
    if (!found) throw notFound('parked customer');
    const { before, after, ...about } = found;
    return {
      position,
      showings: [before, after].map((row) => ({ customer: '', handles: NOBODY, row })),
      body: ([was, would]) => ({ projection: name, ...about, position, before: was, after: would }),
    };
  }
}

export const skipPreview = { controllers: [SkipPreviewController], providers: [] };
