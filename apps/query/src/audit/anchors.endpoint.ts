import { Controller, Get, Query as QueryString, Res } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { anchorsDown, chainState, type Anchor, type ChainState } from '@rapport/chain';
import { Documented, invalid, parametersOf, wholeNumber } from '@rapport/edge';
import type { FastifyReply } from 'fastify';
import { ANCHORS } from './anchor.shape';
import { QueryParts } from '../parts';

const LIMIT_MAX = 1_000;

interface AnchorPage {
  readonly anchors: readonly Anchor[];
  readonly next: string | null;
  /** How far anchors reach, and what keeps them from going on. */
  readonly chain: ChainState;
}

class ListAnchors extends Query<AnchorPage> {
  constructor(
    readonly limit: number,
    readonly before: number | undefined,
  ) {
    super();
  }
}

@QueryHandler(ListAnchors)
class ListAnchorsHandler implements IQueryHandler<ListAnchors> {
  constructor(private readonly parts: QueryParts) {}

  async execute({ limit, before }: ListAnchors): Promise<AnchorPage> {
    const anchors = await anchorsDown(this.parts.pool, limit, before);
    const last = anchors.at(-1);
    const next = anchors.length === limit && last && last.number > 1 ? String(last.number) : null;
    return { anchors, next, chain: await chainState(this.parts.pool) };
  }
}

@Controller('v1/audit/anchors')
class AnchorsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Documented({
    operation: 'listAnchors',
    tag: 'audit',
    summary: 'Signed anchors of the history, the newest first',
    description:
      'Each says: the first `count` events of the log, in their order, have this `link`. Keep one, and `rapport verify --from-anchor` or `--anchors` proves later that nothing before it was changed since. `chain` says how far anchors reach, which was the last one written outside the database, and what keeps them from going on.',
    query: {
      limit: { type: 'integer', minimum: 1, maximum: LIMIT_MAX, description: 'At most that many; 100 when absent' },
      cursor: { type: 'string', description: '`next` of the page before' },
    },
    answers: {
      200: { description: 'A page', schema: ANCHORS },
      400: 'A parameter is unknown or not well formed',
    },
  })
  list(@QueryString() query: unknown, @Res({ passthrough: true }) reply: FastifyReply): Promise<AnchorPage> {
    const { limit, cursor } = parametersOf(query, ['limit', 'cursor'] as const);
    if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) throw invalid('the cursor is not one of ours');
    void reply.header('cache-control', 'no-store');
    const before = cursor === undefined ? undefined : Number(cursor);
    return this.queries.execute(new ListAnchors(wholeNumber('limit', limit, 100, LIMIT_MAX), before));
  }
}

export const anchorList = { controllers: [AnchorsController], providers: [ListAnchorsHandler] };
