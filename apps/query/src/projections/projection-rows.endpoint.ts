import { Controller, Get, Param, Query as QueryString, Req } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Documented, parametersOf, uuid, wholeNumber } from '@rapport/edge';
import { projectionRows, projections } from '@rapport/projections';
import type { FastifyRequest } from 'fastify';
import type { Found } from '../answer';
import { Answers } from '../answers';
import { AS_OF_ANSWERS, AS_OF_PARAMETERS, AS_OF_QUERY, asOfOf } from '../as-of';
import { definedNamed } from './defined-named';
import { orBadCursor } from '../bad-cursor';
import { READ_ANSWERS, READ_QUERY } from '../common-about';
import { included } from '../included';
import { refuseParquet } from './no-parquet';
import { QueryParts } from '../parts';
import { ROWS_OR_SERIES } from './projection-rows.shape';
import { NOBODY } from './nobody';
import { rowOfKey } from './row-of-key';
import { rowsThen } from '../pasts/rows-then';

const PARAMETERS = ['key', 'cursor', 'limit', 'minPosition', ...AS_OF_PARAMETERS] as const;
const LIMIT_MAX = 2_000;

class ListRows extends Query<Found> {
  constructor(
    readonly name: string,
    readonly query: unknown,
  ) {
    super();
  }
}

@QueryHandler(ListRows)
class ListRowsHandler implements IQueryHandler<ListRows> {
  constructor(private readonly parts: QueryParts) {}

  async execute({ name, query }: ListRows): Promise<Found> {
    const found = projections.find(({ projection }) => projection.name === name);
    if (!found) return definedNamed(this.parts, name, query);
    const given = parametersOf(query, PARAMETERS);
    const asOf = asOfOf(given);
    if (given.key !== undefined) return rowOfKey(this.parts, found, uuid('key', given.key), asOf, given.minPosition);
    if (asOf) return rowsThen(this.parts, found, asOf, query);
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

@Answers()
@Controller('v1/projections')
class ProjectionRowsController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':name/rows')
  @Documented({
    operation: 'listProjectionRows',
    tag: 'operations',
    summary: 'All rows of a projection, by key; of one that somebody described by its parts',
    description:
      'For exports. Personal values are masked for every role. Rows move while pages are read. With `key` that row only, ' +
      'also as of a moment in the past where it is made from the events of one customer. All rows as of a moment are ' +
      'there once somebody had them built (`POST /v1/pasts`). Of a described projection a ' +
      'parameter named like a part (`queue=support-en,billing`) picks values of it, `from` and `to` (not included) a ' +
      'stretch of its day, week, month or year. As CSV `Rapport-Next` holds the next cursor.',
    params: { name: 'Projection' },
    query: {
      key: { type: 'string', format: 'uuid', description: 'This row only' },
      cursor: { type: 'string', description: '`next` of the page before' },
      limit: { type: 'integer', minimum: 1, maximum: LIMIT_MAX, description: 'At most that many; 500 when absent' },
      ...AS_OF_QUERY,
      format: { type: 'string', enum: ['rows', 'csv', 'series'], description: 'Described projections: as rows, as CSV, as lines of a chart' }, // prettier-ignore
      from: { type: 'string', description: 'Described projections: first day, week, month or year' },
      to: { type: 'string', description: 'Described projections: the first that is not wanted any more' },
      last: { type: 'integer', minimum: 1, maximum: 3660, description: 'Described projections: the last so many days, weeks, months or years as of now, the present one among them' }, // prettier-ignore
      ...READ_QUERY,
    },
    answers: {
      200: { description: 'A page', schema: ROWS_OR_SERIES, also: { 'text/csv': { type: 'string' } } },
      ...READ_ANSWERS,
      ...AS_OF_ANSWERS,
      404: 'There is no such projection, or no such row',
      409: 'Nobody has had the rows built as of these moments, or minPosition is of another history',
      406: 'Parquet was asked for, which `rapport export` writes',
    },
  })
  async list(
    @Param('name') name: string,
    @QueryString() query: unknown,
    @Req() request: FastifyRequest,
  ): Promise<Found> {
    refuseParquet(name, query, request.headers.accept);
    return this.queries.execute(new ListRows(name, query));
  }
}

export const projectionRowList = { controllers: [ProjectionRowsController], providers: [ListRowsHandler] };
