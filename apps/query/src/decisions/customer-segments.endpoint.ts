import { Controller, Get, Param, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Documented, parametersOf, uuid } from '@rapport/edge';
import { segmentHistory } from '@rapport/projections';
import type { Found } from '../answer';
import { Answers } from '../answers';
import { READ_HEADERS } from '../common-about';
import { SEGMENTS_BY, segmentView } from './decided';
import {
  DECISIONS_ANSWERS,
  DECISIONS_PARAMETERS,
  DECISIONS_QUERY,
  decisionsOf,
  type DecisionsGiven,
} from './decisions-of';
import { decisionsShape, HELD_AND_HISTORY } from './decisions.shape';
import { heldSegments } from './held-segments';
import { QueryParts } from '../parts';
import { HELD_SEGMENT, SEGMENT_DECISION } from './segment.shape';

class SegmentsOfCustomer extends Query<Found> {
  constructor(
    readonly id: string,
    readonly given: DecisionsGiven,
  ) {
    super();
  }
}

@QueryHandler(SegmentsOfCustomer)
class SegmentsOfCustomerHandler implements IQueryHandler<SegmentsOfCustomer> {
  constructor(private readonly parts: QueryParts) {}

  execute({ id, given }: SegmentsOfCustomer): Promise<Found> {
    const { parts } = this;
    return decisionsOf(parts, id, given, {
      current: (person, upTo, rule) => heldSegments(parts, person, upTo, rule),
      history: (handles, upTo, page) => segmentHistory(parts.db.manager, handles, upTo, page),
      view: segmentView,
      by: SEGMENTS_BY,
    });
  }
}

@Answers()
@Controller('v1/customers')
class CustomerSegmentsController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':id/segments')
  @Documented({
    operation: 'showCustomerSegments',
    tag: 'customers',
    summary: 'The segments of a customer, and when they entered and left which',
    description:
      'Those that they are in, as the last close left them (`heldAt`): since when, with the figures that decided, the events ' +
      'behind them and the reason in words. The history is newest first. Decisions of a run that is not closed are not shown.',
    params: { id: 'The customer, by any id it ever had' },
    query: DECISIONS_QUERY,
    headers: READ_HEADERS,
    answers: {
      200: { description: HELD_AND_HISTORY, schema: decisionsShape(HELD_SEGMENT, SEGMENT_DECISION) },
      ...DECISIONS_ANSWERS,
    },
  })
  async show(@Param('id') id: string, @QueryString() query: unknown): Promise<Found> {
    const given = parametersOf(query, DECISIONS_PARAMETERS);
    return this.queries.execute(new SegmentsOfCustomer(uuid('the id', id), given));
  }
}

export const customerSegments = { controllers: [CustomerSegmentsController], providers: [SegmentsOfCustomerHandler] };
