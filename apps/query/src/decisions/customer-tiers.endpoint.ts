import { Controller, Get, Param, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Documented, parametersOf, shapes, uuid } from '@rapport/edge';
import { tierHistory } from '@rapport/projections';
import type { Found } from '../answer';
import { Answers } from '../answers';
import { READ_HEADERS } from '../common-about';
import { tierView } from './decided';
import {
  DECISIONS_ANSWERS,
  DECISIONS_PARAMETERS,
  DECISIONS_QUERY,
  decisionsOf,
  type DecisionsGiven,
} from './decisions-of';
import { decisionsShape, HELD_AND_HISTORY } from './decisions.shape';
import { heldSegments } from './held-segments';
import { heldTiers } from './held-tiers';
import { QueryParts } from '../parts';
import { HELD_SEGMENT } from './segment.shape';
import { HELD_TIER, TIER_DECISION } from './tier.shape';

class TiersOfCustomer extends Query<Found> {
  constructor(
    readonly id: string,
    readonly given: DecisionsGiven,
  ) {
    super();
  }
}

@QueryHandler(TiersOfCustomer)
class TiersOfCustomerHandler implements IQueryHandler<TiersOfCustomer> {
  constructor(private readonly parts: QueryParts) {}

  execute({ id, given }: TiersOfCustomer): Promise<Found> {
    const { parts } = this;
    return decisionsOf(parts, id, given, {
      current: (person, upTo, rule) => heldTiers(parts, person, upTo, rule),
      history: (handles, upTo, page) => tierHistory(parts.db.manager, handles, upTo, page),
      view: tierView,
      beside: async (person, upTo, rule) => ({ segments: await heldSegments(parts, person, upTo, rule) }),
    });
  }
}

@Answers()
@Controller('v1/customers')
class CustomerTiersController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':id/tiers')
  @Documented({
    operation: 'showCustomerTiers',
    tag: 'customers',
    summary: 'The tiers of a customer, how they came about and what they were',
    description:
      'One per rule, as the last close left it (`heldAt`), with rank, population, cut-offs, the sales behind it and what ' +
      'is missing to the next tier; `prospect` when they had not bought by then. `segments` are those that they are in. The history is newest first. Decisions of a run that is not closed are not shown.',
    params: { id: 'The customer, by any id it ever had' },
    query: DECISIONS_QUERY,
    headers: READ_HEADERS,
    answers: {
      200: {
        description: HELD_AND_HISTORY,
        schema: decisionsShape(HELD_TIER, TIER_DECISION, {
          segments: shapes.listOf(HELD_SEGMENT, 'By name of the rule'),
        }),
      },
      ...DECISIONS_ANSWERS,
    },
  })
  async show(@Param('id') id: string, @QueryString() query: unknown): Promise<Found> {
    const given = parametersOf(query, DECISIONS_PARAMETERS);
    return this.queries.execute(new TiersOfCustomer(uuid('the id', id), given));
  }
}

export const customerTiers = { controllers: [CustomerTiersController], providers: [TiersOfCustomerHandler] };
