import { Controller, Get, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { day, Documented, invalid, oneOf, parametersOf, wholeNumber } from '@rapport/edge';
import { lastClosedRun, tierFlows, tierMovers, tierPopulation, type RuleRun, type UpTo } from '@rapport/projections';
import type { Found } from '../answer';
import { Answers } from '../answers';
import { AS_OF_PARAMETERS } from '../as-of';
import { orBadCursor } from '../bad-cursor';
import { READ_HEADERS } from '../common-about';
import { tierView } from './decided';
import { AT_CLOSE_QUERY, LIMIT_MAX, LIST_ANSWERS, LIST_QUERY, USUAL_PYRAMID } from './decided-about';
import { QueryParts } from '../parts';
import { POPULATION_QUERY, populationAsked } from './population-asked';
import { closeAt, ruleAsked, runView } from './rule-asked';
import { TIER_LIST } from './tier-list.shape';

const PARAMETERS = [
  'rule',
  'date',
  'tier',
  'movers',
  'since',
  'cursor',
  'limit',
  'minPosition',
  ...AS_OF_PARAMETERS,
] as const;
type Parameters = Partial<Record<(typeof PARAMETERS)[number], string>>;

class ListTiers extends Query<Found> {
  constructor(readonly given: Parameters) {
    super();
  }
}

interface Asked {
  readonly rule: string;
  readonly close: RuleRun;
  readonly upTo: UpTo;
  readonly page: { readonly cursor: string | null; readonly limit: number };
}

@QueryHandler(ListTiers)
class ListTiersHandler implements IQueryHandler<ListTiers> {
  constructor(private readonly parts: QueryParts) {}

  async execute({ given }: ListTiers): Promise<Found> {
    const date = day('date', given.date);
    const since = day('since', given.since);
    const limit = wholeNumber('limit', given.limit, 50, LIMIT_MAX);
    const movers = moversAsked(given);
    const { asOf, upTo, said } = await populationAsked(this.parts, given, date);
    const rule = await ruleAsked(this.parts, given.rule, USUAL_PYRAMID);
    const close = await closeAt(this.parts, rule, date, upTo);
    const { position } = upTo;
    if (close === null) {
      const empty = movers ? { since: since ?? null, flows: [], movers: [] } : { customers: [] };
      return {
        position,
        asOf,
        showings: [],
        body: () => ({ rule, date: null, close: null, ...empty, next: null, ...said }),
      };
    }
    const asked = { rule, close, upTo, page: { cursor: given.cursor ?? null, limit } };
    const body = movers ? await this.movers(asked, since) : await this.population(asked, given.tier);
    const about = { rule, date: close.date, close: runView(close) };
    return { position, asOf, showings: [], body: () => ({ ...about, ...body, ...said }) };
  }

  private async population({ rule, close, upTo, page }: Asked, tier: string | undefined): Promise<object> {
    const filter = { rule, date: close.date, ...(tier !== undefined && { tier }), ...page };
    const { rows, next } = await orBadCursor(() => tierPopulation(this.parts.db.manager, filter, upTo));
    return { customers: rows.map((row) => ({ customerId: row.customer, ...tierView(row) })), next };
  }

  private async movers({ rule, close, upTo, page }: Asked, given: string | undefined): Promise<object> {
    const db = this.parts.db.manager;
    const since = given ?? (await lastClosedRun(db, rule, upTo, close.date, true))?.date ?? '';
    const span = { rule, since, date: close.date };
    const [flows, { rows, next }] = await orBadCursor(() =>
      Promise.all([tierFlows(db, span, upTo), tierMovers(db, { ...span, ...page }, upTo)]),
    );
    const movers = rows.map(({ customer, ...mover }) => ({ customerId: customer, ...mover }));
    return { since: since || null, flows, movers, next };
  }
}

/** @throws Problem 400 for parameters that do not go together. */
const moversAsked = ({ movers, since, tier }: Parameters): boolean => {
  const asked = oneOf('movers', movers, ['true', 'false']) === 'true';
  if (asked && tier !== undefined) throw invalid('movers and tier do not go together');
  if (!asked && since !== undefined) throw invalid('since goes with movers=true');
  return asked;
};

@Answers()
@Controller('v1/tiers')
class TiersController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Documented({
    operation: 'listTiers',
    tag: 'decisions',
    summary: 'The population of a rule at the end of a day, or who moved',
    description:
      'Who is in which tier, by value, with counts and cut-offs of the close (`close.figures`, `close.cutoffs`). Value and ' +
      'rank of a customer are those of the close that decided: only changes are decided. With `movers=true` who is in ' +
      'another tier than at the end of `since` (the close before when absent), and how many went from where to where. ' +
      'Decisions of a run that is not closed are not shown.',
    query: {
      rule: { type: 'string', description: `Name of the rule; ${USUAL_PYRAMID} when absent` },
      ...AT_CLOSE_QUERY,
      ...POPULATION_QUERY,
      tier: { type: 'string', description: 'This tier only' },
      movers: { type: 'boolean', description: 'Who moved, instead of everybody' },
      since: { type: 'string', format: 'date', description: 'Moved since the end of this day' },
      ...LIST_QUERY,
    },
    headers: READ_HEADERS,
    answers: {
      200: { description: 'A page; `date` and `close` are null when nothing was decided yet', schema: TIER_LIST },
      ...LIST_ANSWERS,
    },
  })
  async list(@QueryString() query: unknown): Promise<Found> {
    return this.queries.execute(new ListTiers(parametersOf(query, PARAMETERS)));
  }
}

export const tierList = { controllers: [TiersController], providers: [ListTiersHandler] };
