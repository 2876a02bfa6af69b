import { Controller, Get, Param, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Documented, parametersOf, uuid } from '@rapport/edge';
import type { Found } from '../answer';
import { Answers } from '../answers';
import { AS_OF_ANSWERS, AS_OF_PARAMETERS, AS_OF_QUERY, asOfOf, type AsOf } from '../as-of';
import { viewOf } from './card';
import { CARD_PARTS, CARD_VIEW, cardOf, findWithCards } from './cards';
import { READ_ANSWERS, READ_HEADERS, READ_QUERY } from '../common-about';
import { findCustomerThen } from './customer-then';
import { CUSTOMER } from './customer.shape';
import { readIncluded } from '../included';
import { QueryParts } from '../parts';
import { handleSet, known } from '../person';

class FindCustomer extends Query<Found> {
  constructor(
    readonly id: string,
    readonly minPosition: string | undefined,
    readonly asOf: AsOf | undefined,
  ) {
    super();
  }
}

@QueryHandler(FindCustomer)
class FindCustomerHandler implements IQueryHandler<FindCustomer> {
  constructor(private readonly parts: QueryParts) {}

  async execute({ id, minPosition, asOf }: FindCustomer): Promise<Found> {
    if (asOf) return findCustomerThen(this.parts, id, asOf, minPosition);
    const read = () => findWithCards(this.parts.keyed, [id], CARD_PARTS);
    const { position, ...found } = await readIncluded(this.parts, CARD_VIEW, minPosition, read);
    const person = known(found.people[0]);
    const { customer, handles } = person;
    const { row, decided, tasks } = cardOf(person, found);
    const view = { ...viewOf(customer, handles, row, decided), tasks };
    return {
      position,
      showings: [{ customer, handles: handleSet(person), row: view }],
      body: ([shown]) => shown as object,
    };
  }
}

@Answers()
@Controller('v1/customers')
class CustomerController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':id')
  @Documented({
    operation: 'showCustomer',
    tag: 'customers',
    summary: 'The unified view of a customer, now or at any moment in the past',
    description:
      'Old ids of joined customers answer with the customer that they are now part of; with asOfRecorded, were part of then. ' +
      'What was known and what was true at a moment differ by what came late. An answer about the past says so in `asOf`; ' +
      'whether an identifier was shared then is not known (`shared: null`). Erased is erased, whatever moment is asked for.',
    params: { id: 'The customer, by any id it ever had' },
    query: { ...AS_OF_QUERY, ...READ_QUERY },
    headers: READ_HEADERS,
    answers: {
      200: { description: 'Everything known now, or then', schema: CUSTOMER },
      ...READ_ANSWERS,
      ...AS_OF_ANSWERS,
    },
  })
  async show(@Param('id') id: string, @QueryString() query: unknown): Promise<Found> {
    const { minPosition, ...given } = parametersOf(query, ['minPosition', ...AS_OF_PARAMETERS]);
    return this.queries.execute(new FindCustomer(uuid('the id', id), minPosition, asOfOf(given)));
  }
}

export const customer = { controllers: [CustomerController], providers: [FindCustomerHandler] };
