import { Controller, Get, Param, Query as QueryString, Req, Res } from '@nestjs/common';
import { Documented, Problem, uuid } from '@rapport/edge';
import { projections, type Registered } from '@rapport/projections';
import { definedProjections, findBuiltPast, type BuiltPast } from '@rapport/read-db';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answer } from '../answer';
import { QueryParts } from '../parts';
import { refuseParquet } from '../projections/no-parquet';
import { ROWS_OR_SERIES } from '../projections/projection-rows.shape';
import { orNoPast } from './past-shown';
import { rowsOfPast } from './rows-of-past';
import { checkThisLog } from './this-log';

const notBuilt = ({ id, state }: BuiltPast): Problem =>
  new Problem(409, 'past-not-built', `there are no rows: it is ${state}`, { past: id, state });

@Controller('v1/pasts')
class PastRowsController {
  constructor(private readonly parts: QueryParts) {}

  @Get(':id/rows')
  @Documented({
    operation: 'listPastRows',
    tag: 'operations',
    summary: 'The rows of a projection of the past',
    description:
      'As the live rows of the same projection are had, with its position and moments in `asOf`; they do not move. ' +
      'Personal values are masked for every role. Of a described projection `last` counts back from the moment, and a parameter ' +
      'named like a part picks values of it.',
    params: { id: 'The projection of the past' },
    query: {
      key: { type: 'string', format: 'uuid', description: 'This row only; not of described projections' },
      cursor: { type: 'string', description: '`next` of the page before' },
      limit: { type: 'integer', minimum: 1, description: 'At most that many; 500 when absent' },
      format: { type: 'string', enum: ['rows', 'csv', 'series'], description: 'Described projections: as rows, as CSV, as lines of a chart' }, // prettier-ignore
      from: { type: 'string', description: 'Described projections: first day, week, month or year' },
      to: { type: 'string', description: 'Described projections: the first that is not wanted any more' },
      last: { type: 'integer', minimum: 1, maximum: 3660, description: 'Described projections: the last so many days, weeks, months or years as of then' }, // prettier-ignore
    },
    answers: {
      200: { description: 'A page', schema: ROWS_OR_SERIES, also: { 'text/csv': { type: 'string' } } },
      304: 'Nothing changed since the ETag in If-None-Match',
      400: 'A parameter is unknown or not well formed',
      404: 'There is no such projection of the past, or no such row',
      406: 'Parquet was asked for, which `rapport export` writes',
      409: 'It is not built, its rows are gone, or the log was restored and nobody has resumed the views',
    },
  })
  async list(
    @Param('id') id: string,
    @QueryString() query: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const past = orNoPast(await findBuiltPast(this.parts.pool, uuid('the id', id)));
    await checkThisLog(this.parts);
    refuseParquet(past.projection, query, request.headers.accept);
    const registered = past.state === 'built' ? await this.#registered(past) : undefined;
    if (!registered) throw notBuilt(past);
    return answer(this.parts, request, reply, await rowsOfPast(this.parts, past, registered, query));
  }

  async #registered({ projection: name, version }: BuiltPast): Promise<Registered | undefined> {
    const isIts = ({ projection }: Registered): boolean => projection.name === name && projection.version === version;
    return projections.find(isIts) ?? (await definedProjections(this.parts.pool)).find(isIts);
  }
}

export const pastRows = { controllers: [PastRowsController], providers: [] };
