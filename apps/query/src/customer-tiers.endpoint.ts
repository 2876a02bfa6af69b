import { Controller, Get, Param, Query as QueryString, Req, Res } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Documented, parametersOf, uuid, wholeNumber } from '@rapport/edge';
import { tierHistory } from '@rapport/projections';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answer, type Found } from './answer';
import { orBadCursor } from './bad-cursor';
import { READ_ANSWERS, READ_HEADERS } from './common-about';
import { decidedUpTo, tierView } from './decided';
import { LIMIT_MAX, LIST_QUERY } from './decided-about';
import { heldTiers } from './held-tiers';
import { QueryParts } from './parts';
import { handleSet, personOf } from './person';
import { ruleName } from './rule-asked';

const PARAMETERS = ['rule', 'cursor', 'limit', 'minPosition'] as const;
type Parameters = Partial<Record<(typeof PARAMETERS)[number], string>>;

class TiersOfCustomer extends Query<Found> {
  constructor(
    readonly id: string,
    readonly given: Parameters,
  ) {
    super();
  }
}

@QueryHandler(TiersOfCustomer)
class TiersOfCustomerHandler implements IQueryHandler<TiersOfCustomer> {
  constructor(private readonly parts: QueryParts) {}

  async execute({ id, given }: TiersOfCustomer): Promise<Found> {
    const rule = ruleName(given.rule);
    const limit = wholeNumber('limit', given.limit, 50, LIMIT_MAX);
    const upTo = await decidedUpTo(this.parts, given.minPosition);
    const person = await personOf(this.parts, id);
    const { customer } = person;
    const handles = handleSet(person);
    const current = await heldTiers(this.parts, person, upTo, rule);
    const page = await orBadCursor(() =>
      tierHistory(this.parts.db.manager, [...handles], upTo, {
        ...(rule && { rule }),
        cursor: given.cursor ?? null,
        limit,
      }),
    );
    return {
      position: upTo.position,
      showings: [{ customer, handles, row: { current, history: page.rows.map(tierView) } }],
      body: ([row]) => ({ customerId: customer, ...(row as object), next: page.next }),
    };
  }
}

@Controller('v1/customers')
class CustomerTiersController {
  constructor(
    private readonly queries: QueryBus,
    private readonly parts: QueryParts,
  ) {}

  @Get(':id/tiers')
  @Documented({
    tag: 'customers',
    summary: 'The tiers of a customer, how they came about and what they were',
    description:
      'One per rule, as the last close left it (`heldAt`), with rank, population, cut-offs, the sales behind it and what ' +
      'is missing to the next tier; `prospect` when they had not bought by then. The history is newest first. Decisions of a run that is not closed are not shown.',
    params: { id: 'The customer, by any id it ever had' },
    query: { rule: { type: 'string', description: 'One rule only' }, ...LIST_QUERY },
    headers: READ_HEADERS,
    answers: { 200: 'Current tiers and a page of the history; `next` is null on the last one', ...READ_ANSWERS },
  })
  async show(
    @Param('id') id: string,
    @QueryString() query: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const given = parametersOf(query, PARAMETERS);
    const found = await this.queries.execute(new TiersOfCustomer(uuid('the id', id), given));
    return answer(this.parts, request, reply, found);
  }
}

export const customerTiers = { controllers: [CustomerTiersController], providers: [TiersOfCustomerHandler] };
