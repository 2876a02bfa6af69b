import { Controller, Get, Param, Query as QueryString, Req, Res } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Documented } from '@rapport/edge';
import { customerView } from '@rapport/projections';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answer, type Found } from './answer';
import { viewOf } from './card';
import { READ_ANSWERS, READ_HEADERS, READ_QUERY } from './common-about';
import { decidedAbout } from './decided';
import { included } from './included';
import { parametersOf, uuid } from './parameters';
import { QueryParts } from './parts';
import { handleSet, personOf } from './person';
import { rowsOf } from './rows-of';

class FindCustomer extends Query<Found> {
  constructor(
    readonly id: string,
    readonly minPosition: string | undefined,
  ) {
    super();
  }
}

@QueryHandler(FindCustomer)
class FindCustomerHandler implements IQueryHandler<FindCustomer> {
  constructor(private readonly parts: QueryParts) {}

  async execute({ id, minPosition }: FindCustomer): Promise<Found> {
    const position = await included(this.parts, [customerView], minPosition);
    const person = await personOf(this.parts, id);
    const { customer, handles } = person;
    const [rows, decided] = await Promise.all([
      rowsOf(this.parts.db.manager, [person]),
      decidedAbout(this.parts, [person]),
    ]);
    const view = viewOf(customer, handles, rows.get(customer) ?? null, decided.get(customer));
    return {
      position,
      showings: [{ customer, handles: handleSet(person), row: view }],
      body: ([shown]) => shown as object,
    };
  }
}

@Controller('v1/customers')
class CustomerController {
  constructor(
    private readonly queries: QueryBus,
    private readonly parts: QueryParts,
  ) {}

  @Get(':id')
  @Documented({
    tag: 'customers',
    summary: 'The unified view of a customer',
    description: 'Old ids of joined customers answer with the customer that they are now part of.',
    params: { id: 'The customer, by any id it ever had' },
    query: READ_QUERY,
    headers: READ_HEADERS,
    answers: { 200: 'Everything known now', ...READ_ANSWERS },
  })
  async show(
    @Param('id') id: string,
    @QueryString() query: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object | undefined> {
    const { minPosition } = parametersOf(query, ['minPosition']);
    return answer(
      this.parts,
      request,
      reply,
      await this.queries.execute(new FindCustomer(uuid('the id', id), minPosition)),
    );
  }
}

export const customer = { controllers: [CustomerController], providers: [FindCustomerHandler] };
