import { Controller, Get, Param, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Documented, parametersOf, uuid } from '@rapport/edge';
import { signalHistory } from '@rapport/projections';
import type { Found } from '../answer';
import { Answers } from '../answers';
import { READ_HEADERS } from '../common-about';
import { signalView } from './decided';
import {
  DECISIONS_ANSWERS,
  DECISIONS_PARAMETERS,
  DECISIONS_QUERY,
  decisionsOf,
  type DecisionsGiven,
} from './decisions-of';
import { decisionsShape, HELD_AND_HISTORY } from './decisions.shape';
import { heldSignals } from './held-signals';
import { QueryParts } from '../parts';
import { HELD_SIGNAL, SIGNAL_DECISION } from './signal.shape';

class SignalsOfCustomer extends Query<Found> {
  constructor(
    readonly id: string,
    readonly given: DecisionsGiven,
  ) {
    super();
  }
}

@QueryHandler(SignalsOfCustomer)
class SignalsOfCustomerHandler implements IQueryHandler<SignalsOfCustomer> {
  constructor(private readonly parts: QueryParts) {}

  execute({ id, given }: SignalsOfCustomer): Promise<Found> {
    const { parts } = this;
    return decisionsOf(parts, id, given, {
      current: (person, upTo, rule) => heldSignals(parts, person, upTo, rule),
      history: (handles, upTo, page) => signalHistory(parts.db.manager, handles, upTo, page),
      view: signalView,
    });
  }
}

@Answers()
@Controller('v1/customers')
class CustomerSignalsController {
  constructor(private readonly queries: QueryBus) {}

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
  async show(@Param('id') id: string, @QueryString() query: unknown): Promise<Found> {
    const given = parametersOf(query, DECISIONS_PARAMETERS);
    return this.queries.execute(new SignalsOfCustomer(uuid('the id', id), given));
  }
}

export const customerSignals = { controllers: [CustomerSignalsController], providers: [SignalsOfCustomerHandler] };
