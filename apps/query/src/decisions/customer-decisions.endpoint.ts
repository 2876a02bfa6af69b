import { Controller, Get, Param, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Documented, parametersOf, shapes, uuid } from '@rapport/edge';
import type { Found } from '../answer';
import { Answers } from '../answers';
import { READ_HEADERS } from '../common-about';
import { QueryParts } from '../parts';
import { DECISION_KINDS, type DecisionKindName } from './decision-kinds';
import { DECISIONS_ANSWERS, DECISIONS_PARAMETERS, DECISIONS_QUERY, type DecisionsGiven } from './decisions-of';
import { decisionsShape, HELD_AND_HISTORY } from './decisions.shape';
import { HELD_SEGMENT, SEGMENT_DECISION } from './segment.shape';
import { HELD_SIGNAL, SIGNAL_DECISION } from './signal.shape';
import { HELD_TIER, TIER_DECISION } from './tier.shape';

class DecisionsAboutCustomer extends Query<Found> {
  constructor(
    readonly kind: DecisionKindName,
    readonly id: string,
    readonly given: DecisionsGiven,
  ) {
    super();
  }
}

@QueryHandler(DecisionsAboutCustomer)
class DecisionsAboutCustomerHandler implements IQueryHandler<DecisionsAboutCustomer> {
  constructor(private readonly parts: QueryParts) {}

  execute({ kind, id, given }: DecisionsAboutCustomer): Promise<Found> {
    return DECISION_KINDS[kind](this.parts, id, given);
  }
}

@Answers()
@Controller('v1/customers')
class CustomerDecisionsController {
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
  tiers(@Param('id') id: string, @QueryString() query: unknown): Promise<Found> {
    return this.#ask('tiers', id, query);
  }

  @Get(':id/signals')
  @Documented({
    operation: 'showCustomerSignals',
    tag: 'customers',
    summary: 'The signals of a customer, with odds, reasons and what they were',
    description:
      'Those that hold, as the last close left them (`heldAt`): level, score, the odds from this installation’s own past, ' +
      'reasons in words, the value at stake and the purchases behind it. The history is newest first. Decisions of a run ' +
      'that is not closed are not shown.',
    params: { id: 'The customer, by any id it ever had' },
    query: DECISIONS_QUERY,
    headers: READ_HEADERS,
    answers: {
      200: { description: HELD_AND_HISTORY, schema: decisionsShape(HELD_SIGNAL, SIGNAL_DECISION) },
      ...DECISIONS_ANSWERS,
    },
  })
  signals(@Param('id') id: string, @QueryString() query: unknown): Promise<Found> {
    return this.#ask('signals', id, query);
  }

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
  segments(@Param('id') id: string, @QueryString() query: unknown): Promise<Found> {
    return this.#ask('segments', id, query);
  }

  async #ask(kind: DecisionKindName, id: string, query: unknown): Promise<Found> {
    const given = parametersOf(query, DECISIONS_PARAMETERS);
    return this.queries.execute(new DecisionsAboutCustomer(kind, uuid('the id', id), given));
  }
}

export const customerDecisions = {
  controllers: [CustomerDecisionsController],
  providers: [DecisionsAboutCustomerHandler],
};
