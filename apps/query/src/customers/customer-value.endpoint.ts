import { Controller, Get, Param, Query as QueryString, Req, Res } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { day, Documented, parametersOf, uuid } from '@rapport/edge';
import { type CustomerValue, value, valueTable, valuesOf } from '@rapport/projections';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answer, type Found } from '../answer';
import { READ_ANSWERS, READ_HEADERS, READ_QUERY } from '../common-about';
import { included } from '../included';
import { QueryParts } from '../parts';
import { handleSet, personOf, type Person } from '../person';
import { shownValue, today } from './shown-value';
import { CUSTOMER_VALUE } from './value.shape';

class FindValue extends Query<Found> {
  constructor(
    readonly id: string,
    readonly asOf: string | undefined,
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

  async execute({ id, asOf, minPosition }: FindValue): Promise<Found> {
    const position = await included(this.parts, [value], minPosition);
    const person = await personOf(this.parts, id);
    const { customer, handles } = person;
    const rows = await valuesOf(this.parts.db.manager, valueTable, [customer, ...handles.map(({ handle }) => handle)]);
    const row = rowOf(rows, person);
    const shown = {
      ...shownValue(customer, asOf ?? today(), row),
      orders: row?.orders ?? 0,
      ordersExact: row?.ordersExact ?? true,
    };
    return {
      position,
      showings: [{ customer, handles: handleSet(person), row: shown }],
      body: ([one]) => one as object,
    };
  }
}

@Controller('v1/customers')
class CustomerValueController {
  constructor(
    private readonly queries: QueryBus,
    private readonly parts: QueryParts,
  ) {}

  @Get(':id/value')
  @Documented({
    operation: 'showCustomerValue',
    tag: 'customers',
    summary: 'What a customer is worth and how often they buy',
    description:
      'Sales, returns, cancellations and margin by currency; purchase days as x, t_x and T in weeks (Fader & Hardie); gaps in days. `orders` is the number now.',
    params: { id: 'The customer, by any id it ever had' },
    query: {
      asOf: {
        type: 'string',
        format: 'date',
        description: "As of the end of this day of the company's zone; today when absent",
      },
      ...READ_QUERY,
    },
    headers: READ_HEADERS,
    answers: { 200: { description: 'The figures', schema: CUSTOMER_VALUE }, ...READ_ANSWERS },
  })
  async show(
    @Param('id') id: string,
    @QueryString() query: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const { asOf, minPosition } = parametersOf(query, ['asOf', 'minPosition']);
    const found = await this.queries.execute(new FindValue(uuid('the id', id), day('asOf', asOf), minPosition));
    return answer(this.parts, request, reply, found);
  }
}

export const customerValue = { controllers: [CustomerValueController], providers: [FindValueHandler] };
