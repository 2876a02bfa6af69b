import { Controller, Get, Query as QueryString, Res } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import {
  Documented,
  invalid,
  parametersOf,
  uuid,
  wholeNumber,
  type OpeningFilter,
  type OpeningLog,
} from '@rapport/edge';
import type { FastifyReply } from 'fastify';
import { OPENINGS } from './opening.shape';
import { QueryParts } from '../parts';

const LIMIT_MAX = 1_000;
type Page = Awaited<ReturnType<OpeningLog['list']>>;

class ListOpenings extends Query<Page> {
  constructor(readonly filter: OpeningFilter) {
    super();
  }
}

@QueryHandler(ListOpenings)
class ListOpeningsHandler implements IQueryHandler<ListOpenings> {
  constructor(private readonly parts: QueryParts) {}

  execute({ filter }: ListOpenings): Promise<Page> {
    return this.parts.openings.list(filter);
  }
}

@Controller('v1/audit/openings')
class OpeningsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Documented({
    operation: 'listOpenings',
    tag: 'audit',
    summary: 'Who opened personal data of whom',
    description:
      'Newest first, append-only; classes of data and their number, never a value. Each entry has the customer, or the refused ' +
      'input, whose customer nobody knows.',
    query: {
      customer: { type: 'string', format: 'uuid', description: 'Customer id as it was when it was opened' },
      refusedInput: { type: 'string', format: 'uuid', description: 'Id of refused input whose raw bytes were shown' },
      key: { type: 'string', description: 'Public part of a key' },
      cursor: { type: 'string', description: '`next` of the page before' },
      limit: { type: 'integer', minimum: 1, maximum: LIMIT_MAX, description: 'At most that many; 100 when absent' },
    },
    answers: {
      200: { description: 'A page', schema: OPENINGS },
      400: 'A parameter is unknown or not well formed',
    },
  })
  list(@QueryString() query: unknown, @Res({ passthrough: true }) reply: FastifyReply): Promise<Page> {
    const given = parametersOf(query, ['customer', 'refusedInput', 'key', 'cursor', 'limit'] as const);
    if (given.cursor !== undefined && !/^\d{1,18}$/.test(given.cursor)) throw invalid('the cursor is not one of ours');
    void reply.header('cache-control', 'no-store');
    const filter: OpeningFilter = {
      limit: wholeNumber('limit', given.limit, 100, LIMIT_MAX),
      ...(given.customer === undefined ? {} : { customer: uuid('customer', given.customer) }),
      ...(given.refusedInput === undefined ? {} : { refusedInput: uuid('refusedInput', given.refusedInput) }),
      ...(given.key === undefined ? {} : { keyId: given.key }),
      ...(given.cursor === undefined ? {} : { cursor: given.cursor }),
    };
    return this.queries.execute(new ListOpenings(filter));
  }
}

export const openings = { controllers: [OpeningsController], providers: [ListOpeningsHandler] };
