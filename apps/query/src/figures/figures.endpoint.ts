import { Controller, Get, Param, Query as QueryString, Res } from '@nestjs/common';
import {
  CallerOf,
  Documented,
  notFound,
  parametersOf,
  Problem,
  shapes,
  uuid,
  wholeNumber,
  type Caller,
} from '@rapport/edge';
import { figures, findFigure, listFigures, type Figure, type Keyed } from '@rapport/projections';
import { figureJobs, unfrozenJobs } from '@rapport/read-db';
import type { FastifyReply } from 'fastify';
import type { Found } from '../answer';
import { Answers } from '../answers';
import { READ_ANSWERS, READ_HEADERS, READ_QUERY } from '../common-about';
import { included } from '../included';
import { QueryParts } from '../parts';
import { FREEZING } from './figure-job.shape';
import { FIGURE_LIST } from './figure-list.shape';
import { FIGURE, ROWS } from './figure.shape';
import { figureListed, figureShown, jobShown, maySee } from './figure-shown';

const { either, record } = shapes;
const LIMIT_MAX = 500;
const ID = { id: 'The figure' };
const NO_FIGURE = { ...READ_ANSWERS, 400: 'The id is none', 404: 'There is no such figure' };

@Controller('v1/figures')
class FiguresController {
  constructor(private readonly parts: QueryParts) {}

  @Get()
  @Answers()
  @Documented({
    operation: 'listFigures',
    tag: 'decisions',
    summary: 'The figures that were frozen, and those that are being asked',
    query: {
      before: { type: 'string', description: '`next` of the page before' },
      limit: { type: 'integer', minimum: 1, maximum: LIMIT_MAX, default: 50, description: 'Most of a page' },
      ...READ_QUERY,
    },
    headers: READ_HEADERS,
    answers: {
      200: {
        description: 'Newest first, without rows; `asked` are those that are under way or came to nothing',
        schema: FIGURE_LIST,
      },
      ...READ_ANSWERS,
    },
  })
  async list(@QueryString() query: unknown): Promise<Found> {
    const given = parametersOf(query, ['before', 'limit', 'minPosition']);
    const limit = wholeNumber('limit', given.limit, 50, LIMIT_MAX);
    const position = await included(this.parts, [figures], given.minPosition);
    const found = await listFigures(this.parts.db.manager, limit + 1, given.before ?? null);
    const page = found.slice(0, limit);
    const next = found.length > limit ? page.at(-1)!.position : null;
    const asked = given.before === undefined ? await unfrozenJobs(this.parts.pool) : [];
    const body = { figures: page.map(figureListed), asked: asked.map(jobShown), next };
    return { position, showings: [], body: () => body };
  }

  @Get(':id')
  @Answers()
  @Documented({
    operation: 'showFigure',
    tag: 'decisions',
    summary: 'A figure: what was asked, the answer, and how it was found when it was asked again',
    description:
      '`state` is `frozen` once the answer is in the log; before that `requested` or `running`, and `failed` with a `fault`. `sha256` is that of the bytes that …/answer gives. Rows of customers are for those who may see rows of projections; `personal` says how many customers are in the answer and how many of them were erased since.',
    params: ID,
    query: READ_QUERY,
    headers: READ_HEADERS,
    answers: { 200: { description: 'The figure', schema: either(FIGURE, FREEZING) }, ...NO_FIGURE },
  })
  async show(@Param('id') given: string, @QueryString() query: unknown, @CallerOf() caller: Caller): Promise<Found> {
    const id = uuid('the id', given);
    const { minPosition } = parametersOf(query, ['minPosition']);
    const position = await included(this.parts, [figures], minPosition);
    const [figure, jobs] = await Promise.all([findFigure(this.parts.db.manager, id), figureJobs(this.parts.pool, id)]);
    const freezing = jobs.find(({ kind }) => kind === 'freeze');
    if (!figure && !freezing) throw notFound('figure');
    // What was said a moment ago may not be in the rows yet.
    const waiting = freezing?.state === 'done' ? { ...freezing, state: 'running' as const } : freezing;
    const body = figure ? await figureShown(this.parts, figure, jobs, caller.role) : jobShown(waiting!);
    return { position, showings: [], body: () => body };
  }

  @Get(':id/answer')
  @Documented({
    operation: 'showFigureAnswer',
    tag: 'decisions',
    summary: 'The bytes of the answer',
    description: 'Canonical JSON (RFC 8785) of `{rows}`, as `sha256` is made of.',
    params: ID,
    answers: {
      ...{ 200: { description: 'The bytes', schema: record({ rows: ROWS }) }, ...NO_FIGURE },
      403: 'Rows of customers are not for this role',
    },
  })
  async bytes(
    @Param('id') id: string,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const figure: Keyed<Figure> | null = await findFigure(this.parts.db.manager, uuid('the id', id));
    if (!figure) throw notFound('figure');
    if (!maySee(caller.role, figure)) throw new Problem(403, 'not-allowed', 'rows of customers are not for this role');
    void reply.headers({ 'cache-control': 'private, no-cache', etag: `"${figure.sha256}"` });
    void reply.type('application/json; charset=utf-8');
    return figure.answer;
  }
}

export const figureList = { controllers: [FiguresController], providers: [] };
