import { Controller, Get, Param, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Documented, parametersOf, shapes, wholeNumber } from '@rapport/edge';
import { closedRunsOf } from '@rapport/projections';
import type { Found } from '../answer';
import { Answers } from '../answers';
import { orBadCursor } from '../bad-cursor';
import { READ_HEADERS } from '../common-about';
import { decidedUpTo } from './decided';
import { LIST_ANSWERS, LIST_QUERY } from './decided-about';
import { QueryParts } from '../parts';
import { ruleAsked, runView } from './rule-asked';
import { RULE_CLOSE } from './rule.shape';

const PARAMETERS = ['cursor', 'limit', 'minPosition'] as const;
type Parameters = Partial<Record<(typeof PARAMETERS)[number], string>>;
const CLOSES_MAX = 200;

class ListCloses extends Query<Found> {
  constructor(
    readonly rule: string,
    readonly given: Parameters,
  ) {
    super();
  }
}

@QueryHandler(ListCloses)
class ListClosesHandler implements IQueryHandler<ListCloses> {
  constructor(private readonly parts: QueryParts) {}

  async execute({ rule: name, given }: ListCloses): Promise<Found> {
    const limit = wholeNumber('limit', given.limit, 50, CLOSES_MAX);
    const upTo = await decidedUpTo(this.parts, given.minPosition);
    const rule = await ruleAsked(this.parts, name, '');
    const page = await orBadCursor(() => closedRunsOf(this.parts.db.manager, rule, upTo, given.cursor ?? null, limit));
    const body = { rule, closes: page.rows.map(runView), next: page.next };
    return { position: upTo.position, showings: [], body: () => body };
  }
}

@Answers()
@Controller('v1/rules')
class RuleClosesController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':rule/closes')
  @Documented({
    operation: 'listRuleCloses',
    tag: 'decisions',
    summary: 'The days at whose end a rule has decided, last first',
    description:
      'With counts, cut-offs, figures and the digest of the decisions; days decided anew are listed each time.',
    params: { rule: 'Name of the rule' },
    query: { ...LIST_QUERY, limit: { ...LIST_QUERY.limit, maximum: CLOSES_MAX } },
    headers: READ_HEADERS,
    answers: {
      200: { description: 'A page', schema: shapes.pageOf('closes', RULE_CLOSE, { rule: shapes.text() }) },
      ...LIST_ANSWERS,
    },
  })
  async list(@Param('rule') rule: string, @QueryString() query: unknown): Promise<Found> {
    return this.queries.execute(new ListCloses(rule, parametersOf(query, PARAMETERS)));
  }
}

export const ruleCloses = { controllers: [RuleClosesController], providers: [ListClosesHandler] };
