import { Controller, Get, Param, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Documented, parametersOf, shapes, wholeNumber } from '@rapport/edge';
import { models, modelsOf, ruleRuns, type RuleModel } from '@rapport/projections';
import type { Found } from '../answer';
import { Answers } from '../answers';
import { orBadCursor } from '../bad-cursor';
import { READ_HEADERS } from '../common-about';
import { LIST_ANSWERS, LIST_QUERY } from './decided-about';
import { included } from '../included';
import { QueryParts } from '../parts';
import { ruleAsked } from './rule-asked';
import { RULE_MODEL } from './rule-model.shape';

const PARAMETERS = ['cursor', 'limit', 'minPosition'] as const;
type Parameters = Partial<Record<(typeof PARAMETERS)[number], string>>;
const MODELS_MAX = 200;

const modelView = ({ key, ...model }: RuleModel): object => ({ eventId: key, ...model });

class ListModels extends Query<Found> {
  constructor(
    readonly rule: string,
    readonly given: Parameters,
  ) {
    super();
  }
}

@QueryHandler(ListModels)
class ListModelsHandler implements IQueryHandler<ListModels> {
  constructor(private readonly parts: QueryParts) {}

  async execute({ rule: name, given }: ListModels): Promise<Found> {
    const limit = wholeNumber('limit', given.limit, 50, MODELS_MAX);
    const upTo = { position: await included(this.parts, [models, ruleRuns], given.minPosition) };
    const rule = await ruleAsked(this.parts, name, '');
    const page = await orBadCursor(() => modelsOf(this.parts.db.manager, rule, upTo, given.cursor ?? null, limit));
    const body = { rule, models: page.rows.map(modelView), next: page.next };
    return { position: upTo.position, showings: [], body: () => body };
  }
}

@Answers()
@Controller('v1/rules')
class RuleModelsController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':rule/models')
  @Documented({
    operation: 'listRuleModels',
    tag: 'decisions',
    summary: 'Models that a rule fitted, or that somebody had judged, newest first',
    description:
      'With parameters, likelihood, and how each did on days that it had not seen beside plain baselines: AUC, lift, calibration, ' +
      'precision and recall by level. `promoted` says whether it may decide, `reason` why.',
    params: { rule: 'Name of the rule' },
    query: { ...LIST_QUERY, limit: { ...LIST_QUERY.limit, maximum: MODELS_MAX } },
    headers: READ_HEADERS,
    answers: {
      200: { description: 'A page', schema: shapes.pageOf('models', RULE_MODEL, { rule: shapes.text() }) },
      ...LIST_ANSWERS,
    },
  })
  async list(@Param('rule') rule: string, @QueryString() query: unknown): Promise<Found> {
    return this.queries.execute(new ListModels(rule, parametersOf(query, PARAMETERS)));
  }
}

export const ruleModels = { controllers: [RuleModelsController], providers: [ListModelsHandler] };
