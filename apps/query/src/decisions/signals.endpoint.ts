import { Controller, Get, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { day, Documented, oneOf, parametersOf, wholeNumber } from '@rapport/edge';
import { signalList, signalSummary } from '@rapport/projections';
import type { Found } from '../answer';
import { Answers } from '../answers';
import { AS_OF_PARAMETERS } from '../as-of';
import { orBadCursor } from '../bad-cursor';
import { READ_HEADERS } from '../common-about';
import { signalView } from './decided';
import { AT_CLOSE_QUERY, LIMIT_MAX, LIST_ANSWERS, LIST_QUERY, USUAL_CADENCE } from './decided-about';
import { QueryParts } from '../parts';
import { POPULATION_QUERY, populationAsked } from './population-asked';
import { closeAt, ruleAsked, runView } from './rule-asked';
import { SIGNAL_LIST } from './signal-list.shape';

const PARAMETERS = ['rule', 'level', 'date', 'cursor', 'limit', 'minPosition', ...AS_OF_PARAMETERS] as const;
type Parameters = Partial<Record<(typeof PARAMETERS)[number], string>>;

const LEVELS = ['watch', 'at-risk', 'critical', 'due', 'overdue', 'likely'] as const;

class ListSignals extends Query<Found> {
  constructor(readonly given: Parameters) {
    super();
  }
}

@QueryHandler(ListSignals)
class ListSignalsHandler implements IQueryHandler<ListSignals> {
  constructor(private readonly parts: QueryParts) {}

  async execute({ given }: ListSignals): Promise<Found> {
    const { cursor = null } = given;
    const level = oneOf('level', given.level, LEVELS);
    const date = day('date', given.date);
    const limit = wholeNumber('limit', given.limit, 50, LIMIT_MAX);
    const { asOf, upTo, said } = await populationAsked(this.parts, given, date);
    const rule = await ruleAsked(this.parts, given.rule, USUAL_CADENCE);
    const close = await closeAt(this.parts, rule, date, upTo);
    const { position } = upTo;
    const nothing = { rule, date: null, close: null, summary: [], signals: [], next: null, ...said };
    if (close === null) return { position, asOf, showings: [], body: () => nothing };
    const filter = { rule, date: close.date };
    const db = this.parts.db.manager;
    const [summary, page] = await orBadCursor(() =>
      Promise.all([
        signalSummary(db, filter, upTo),
        signalList(db, { ...filter, ...(level !== undefined && { level }), cursor, limit }, upTo),
      ]),
    );
    const signals = page.rows.map((row) => ({ customerId: row.customer, ...signalView(row) }));
    const body = { ...filter, close: runView(close), summary, signals, next: page.next, ...said };
    return { position, asOf, showings: [], body: () => body };
  }
}

@Answers()
@Controller('v1/signals')
class SignalsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Documented({
    operation: 'listSignals',
    tag: 'decisions',
    summary: 'Whom to act on: who may be about to leave, whose date is near; by value at stake',
    description:
      'The signals that hold at the end of a day, with odds and reasons, and a summary by level. Figures are those of the ' +
      'close that raised or changed a signal. Decisions of a run that is not closed are not shown.',
    query: {
      rule: { type: 'string', description: `Name of the rule; ${USUAL_CADENCE} when absent` },
      level: { type: 'string', enum: LEVELS, description: 'This level only; the first three are of churn signals' },
      ...AT_CLOSE_QUERY,
      ...POPULATION_QUERY,
      ...LIST_QUERY,
    },
    headers: READ_HEADERS,
    answers: {
      200: { description: 'A page; `date` and `close` are null when nothing was decided yet', schema: SIGNAL_LIST },
      ...LIST_ANSWERS,
    },
  })
  async list(@QueryString() query: unknown): Promise<Found> {
    return this.queries.execute(new ListSignals(parametersOf(query, PARAMETERS)));
  }
}

export const signalsList = { controllers: [SignalsController], providers: [ListSignalsHandler] };
