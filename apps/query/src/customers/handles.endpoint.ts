import { Controller, Get, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Documented, parametersOf, wholeNumber } from '@rapport/edge';
import { cursorAfter, pageOf, readCursor } from '@rapport/projections';
import { customersOfHandles, IDENTITY } from '@rapport/read-db';
import type { Found } from '../answer';
import { Answers } from '../answers';
import { orBadCursor } from '../bad-cursor';
import { READ_ANSWERS, READ_QUERY } from '../common-about';
import { HANDLES } from './handle.shape';
import { included } from '../included';
import { QueryParts } from '../parts';

const PARAMETERS = ['cursor', 'limit', 'minPosition'] as const;
const LIMIT_MAX = 2_000;
const LIST = 'handles';

class ListHandles extends Query<Found> {
  constructor(readonly query: unknown) {
    super();
  }
}

@QueryHandler(ListHandles)
class ListHandlesHandler implements IQueryHandler<ListHandles> {
  constructor(private readonly parts: QueryParts) {}

  async execute({ query }: ListHandles): Promise<Found> {
    const { pool, vault } = this.parts;
    const given = parametersOf(query, PARAMETERS);
    const limit = wholeNumber('limit', given.limit, 500, LIMIT_MAX);
    const after = await orBadCursor(async () =>
      given.cursor === undefined ? null : readCursor(LIST, given.cursor).key,
    );
    const position = await included(this.parts, [IDENTITY], given.minPosition);
    const page = pageOf(await customersOfHandles(pool, after, limit + 1), limit, ({ handle }) =>
      cursorAfter(LIST, null, handle),
    );
    // Nobody is to put together again what an erased person did.
    const gone = await vault.erased(page.rows.flatMap(({ handle, customer }) => [handle, customer]));
    const rows = page.rows.map(({ handle, type, customer }) => {
      const erased = gone.has(handle) || gone.has(customer);
      return { handle, type, customerId: erased ? null : customer, erased };
    });
    return { position, showings: [], body: () => ({ position, rows, next: page.next }) };
  }
}

@Answers()
@Controller('v1/handles')
class HandlesController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Documented({
    operation: 'listHandles',
    tag: 'operations',
    summary: 'Whose handle is whose, now',
    description:
      'For who joins events, which carry handles, with customers of today: every handle that an event carried, with the type of its ' +
      'identifier and the customer to whom it belongs. Nothing personal; of an erased person the handles stay, and their `customerId` is null. ' +
      'Who is whom moves while pages are read.',
    query: {
      cursor: { type: 'string', description: '`next` of the page before' },
      limit: { type: 'integer', minimum: 1, maximum: LIMIT_MAX, description: 'At most that many; 500 when absent' },
      ...READ_QUERY,
    },
    answers: { 200: { description: 'A page', schema: HANDLES }, ...READ_ANSWERS },
  })
  async list(@QueryString() query: unknown): Promise<Found> {
    return this.queries.execute(new ListHandles(query));
  }
}

export const handleList = { controllers: [HandlesController], providers: [ListHandlesHandler] };
