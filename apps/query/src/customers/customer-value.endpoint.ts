import { Controller, Get, Param, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { day, Documented, parametersOf, uuid } from '@rapport/edge';
import { type CustomerValue, value, valueTable, valuesOf } from '@rapport/projections';
import type { Found } from '../answer';
import { Answers } from '../answers';
import { AS_OF_ANSWERS, AS_OF_PARAMETERS, AS_OF_QUERY, asOfOf, momentsView, type AsOf } from '../as-of';
import { READ_ANSWERS, READ_HEADERS, READ_QUERY } from '../common-about';
import { included } from '../included';
import { QueryParts } from '../parts';
import { handleSet, personOf, type Person } from '../person';
import { shownValue } from './shown-value';
import { CUSTOMER_VALUE } from './value.shape';
import { DAY_QUERY, dayOf, valueThen } from './value-then';

class FindValue extends Query<Found> {
  constructor(
    readonly id: string,
    readonly day: string | undefined,
    readonly moments: AsOf | undefined,
    readonly minPosition: string | undefined,
  ) {
    super();
  }
}

/** Identity may be a moment ahead of the view: then the row is still under the id of a part. */
const rowOf = (rows: readonly CustomerValue[], { customer, handles }: Person): CustomerValue | null => {
  const byId = new Map(rows.map((row) => [row.key, row]));
  const ids = [customer, ...handles.map(({ handle }) => handle)];
  return ids.map((id) => byId.get(id)).find((row) => row !== undefined) ?? null;
};

@QueryHandler(FindValue)
class FindValueHandler implements IQueryHandler<FindValue> {
  constructor(private readonly parts: QueryParts) {}

  async execute({ id, day: given, moments, minPosition }: FindValue): Promise<Found> {
    const asOf = dayOf(given, moments);
    const then = moments && (await valueThen(this.parts, id, moments, minPosition));
    const { position, person, row } = then ?? (await this.#now(id, minPosition));
    const { customer } = person;
    const shown = {
      ...shownValue(customer, asOf, row),
      orders: row?.orders ?? 0,
      ordersExact: row?.ordersExact ?? true,
      ...(moments && { moments: momentsView(moments, position) }),
    };
    return {
      ...{ position, asOf: moments },
      showings: [{ customer, handles: handleSet(person), row: shown }],
      body: ([one]) => one as object,
    };
  }

  async #now(id: string, minPosition: string | undefined) {
    const position = await included(this.parts, [value], minPosition);
    const person = await personOf(this.parts, id);
    const ids = [person.customer, ...person.handles.map(({ handle }) => handle)];
    const rows = await valuesOf(this.parts.db.manager, valueTable, ids);
    return { position, person, row: rowOf(rows, person) };
  }
}

@Answers()
@Controller('v1/customers')
class CustomerValueController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':id/value')
  @Documented({
    operation: 'showCustomerValue',
    tag: 'customers',
    summary: 'What a customer is worth and how often they buy',
    description:
      'Sales, returns, cancellations and margin by currency; purchase days as x, t_x and T in weeks (Fader & Hardie); gaps in days. `orders` is the number now, or as of the moments that are asked for.',
    params: { id: 'The customer, by any id it ever had' },
    query: {
      asOf: DAY_QUERY,
      ...AS_OF_QUERY,
      ...READ_QUERY,
    },
    headers: READ_HEADERS,
    answers: { 200: { description: 'The figures', schema: CUSTOMER_VALUE }, ...READ_ANSWERS, ...AS_OF_ANSWERS },
  })
  async show(@Param('id') id: string, @QueryString() query: unknown): Promise<Found> {
    const given = parametersOf(query, ['asOf', 'minPosition', ...AS_OF_PARAMETERS]);
    const asked = [day('asOf', given.asOf), asOfOf(given), given.minPosition] as const;
    return this.queries.execute(new FindValue(uuid('the id', id), ...asked));
  }
}

export const customerValue = { controllers: [CustomerValueController], providers: [FindValueHandler] };
