import { Controller, Get, Param, Query as QueryString, Req, Res } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Documented, parametersOf, Problem, wholeNumber } from '@rapport/edge';
import { projectionRows, projections } from '@rapport/projections';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answer, type Found } from './answer';
import { orBadCursor } from './bad-cursor';
import { READ_ANSWERS, READ_QUERY } from './common-about';
import { included } from './included';
import { QueryParts } from './parts';

const PARAMETERS = ['cursor', 'limit', 'minPosition'] as const;
type Parameters = Partial<Record<(typeof PARAMETERS)[number], string>>;
const LIMIT_MAX = 2_000;
/** Rows of any projection are nobody's in particular, so nothing in them is opened for anybody. */
const NOBODY: ReadonlySet<string> = new Set();

class ListRows extends Query<Found> {
  constructor(
    readonly name: string,
    readonly given: Parameters,
  ) {
    super();
  }
}

@QueryHandler(ListRows)
class ListRowsHandler implements IQueryHandler<ListRows> {
  constructor(private readonly parts: QueryParts) {}

  async execute({ name, given }: ListRows): Promise<Found> {
    const found = projections.find(({ projection }) => projection.name === name);
    if (!found) throw new Problem(404, 'not-found', 'there is no projection of this name');
    const limit = wholeNumber('limit', given.limit, 500, LIMIT_MAX);
    const position = await included(this.parts, [found.projection], given.minPosition);
    const { manager } = this.parts.db;
    const page = await orBadCursor(() => projectionRows(manager, found, given.cursor ?? null, limit));
    const { version } = found.projection;
    return {
      position,
      showings: page.rows.map((row) => ({ customer: '', handles: NOBODY, row })),
      body: (rows) => ({ projection: name, version, position, rows, next: page.next }),
    };
  }
}

@Controller('v1/projections')
class ProjectionRowsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly parts: QueryParts,
  ) {}

  @Get(':name/rows')
  @Documented({
    tag: 'operations',
    summary: 'All rows of a projection, by key',
    description: 'For exports. Personal values are masked for every role. Rows move while pages are read.',
    params: { name: 'Projection' },
    query: {
      cursor: { type: 'string', description: '`next` of the page before' },
      limit: { type: 'integer', minimum: 1, maximum: LIMIT_MAX, description: 'At most that many; 500 when absent' },
      ...READ_QUERY,
    },
    answers: { 200: 'A page; `next` is null on the last one', ...READ_ANSWERS, 404: 'There is no such projection' },
  })
  async list(
    @Param('name') name: string,
    @QueryString() query: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const found = await this.queries.execute(new ListRows(name, parametersOf(query, PARAMETERS)));
    return answer(this.parts, request, reply, found);
  }
}

export const projectionRowList = { controllers: [ProjectionRowsController], providers: [ListRowsHandler] };
