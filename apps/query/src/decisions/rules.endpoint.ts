import { Controller, Get, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Documented, parametersOf, shapes } from '@rapport/edge';
import { allRuleVersions, lastClosedRun, ruleRuns, ruleVersions, type RuleVersion } from '@rapport/projections';
import type { Found } from '../answer';
import { Answers } from '../answers';
import { READ_ANSWERS, READ_HEADERS, READ_QUERY } from '../common-about';
import { included } from '../included';
import { QueryParts } from '../parts';
import { runView } from './rule-asked';
import { RULE } from './rule.shape';

class ListRules extends Query<Found> {
  constructor(readonly minPosition: string | undefined) {
    super();
  }
}

const versionView = ({ key, rule: _, ...version }: RuleVersion): object => ({ eventId: key, ...version });

@QueryHandler(ListRules)
class ListRulesHandler implements IQueryHandler<ListRules> {
  constructor(private readonly parts: QueryParts) {}

  async execute({ minPosition }: ListRules): Promise<Found> {
    const position = await included(this.parts, [ruleVersions, ruleRuns], minPosition);
    const db = this.parts.db.manager;
    const all = await allRuleVersions(db);
    const names = [...new Set(all.map(({ rule }) => rule))];
    const closes = await Promise.all(names.map((rule) => lastClosedRun(db, rule, { position })));
    const listed = names.map((rule, nth) => {
      const versions = all.filter((version) => version.rule === rule);
      const close = closes[nth] ?? null;
      return {
        rule,
        ...versionView(versions[0]!),
        lastClose: close && runView(close),
        versions: versions.map(versionView),
      };
    });
    return { position, showings: [], body: () => ({ rules: listed }) };
  }
}

@Answers()
@Controller('v1/rules')
class RulesController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Documented({
    operation: 'listRules',
    tag: 'decisions',
    summary: 'The rules that decide, with all their versions and the last close of each',
    query: READ_QUERY,
    headers: READ_HEADERS,
    answers: {
      200: { description: 'By name', schema: shapes.record({ rules: shapes.listOf(RULE) }) },
      ...READ_ANSWERS,
    },
  })
  async list(@QueryString() query: unknown): Promise<Found> {
    const { minPosition } = parametersOf(query, ['minPosition']);
    return this.queries.execute(new ListRules(minPosition));
  }
}

export const ruleList = { controllers: [RulesController], providers: [ListRulesHandler] };
