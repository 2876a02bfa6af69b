import { Controller, Get, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { day, Documented, invalid, notFound, oneOf, parametersOf, wholeNumber } from '@rapport/edge';
import { allRuleVersions, lastClosedRun, segmentFlows, segmentMembers, segmentMovers } from '@rapport/projections';
import type { RuleRun, RuleVersion, UpTo } from '@rapport/projections';
import type { Found } from '../answer';
import { Answers } from '../answers';
import { AS_OF_PARAMETERS } from '../as-of';
import { orBadCursor } from '../bad-cursor';
import { READ_HEADERS } from '../common-about';
import { SEGMENTS_BY, segmentView } from './decided';
import { AT_CLOSE_QUERY, LIMIT_MAX, LIST_ANSWERS, LIST_QUERY } from './decided-about';
import { QueryParts } from '../parts';
import { POPULATION_QUERY, populationAsked } from './population-asked';
import { closeAt, ruleName, runView } from './rule-asked';
import { SEGMENT_LIST } from './segment-list.shape';

const PARAMETERS = ['rule', 'date', 'movers', 'since', 'cursor', 'limit', 'minPosition', ...AS_OF_PARAMETERS] as const;
type Parameters = Partial<Record<(typeof PARAMETERS)[number], string>>;

class ListSegments extends Query<Found> {
  constructor(readonly given: Parameters) {
    super();
  }
}

/** A segment at the end of a day: what it is called, whom it asks for, and how many it had. */
const segmentOf = (versions: readonly RuleVersion[], close: RuleRun | null): object => {
  const { rule, version, params } = versions.find((one) => one.version === close?.version) ?? versions[0]!;
  const { members = 0, entered = 0, left = 0 } = close?.figures ?? {};
  return {
    ...{ rule, name: params['name'], by: params['by'] ?? 'behaviour', version, params },
    ...{ date: close?.date ?? null, members, entered, left, close: close && runView(close) },
  };
};

@QueryHandler(ListSegments)
class ListSegmentsHandler implements IQueryHandler<ListSegments> {
  constructor(private readonly parts: QueryParts) {}

  async execute({ given }: ListSegments): Promise<Found> {
    const date = day('date', given.date);
    const since = day('since', given.since);
    const limit = wholeNumber('limit', given.limit, 50, LIMIT_MAX);
    const movers = moversAsked(given);
    const rule = ruleName(given.rule);
    const { asOf, upTo, said } = await populationAsked(this.parts, given, date, SEGMENTS_BY);
    const all = (await allRuleVersions(this.parts.db.manager)).filter(({ kind }) => kind === 'segment');
    const names = [...new Set(all.map((one) => one.rule))].filter((one) => rule === undefined || one === rule);
    if (rule !== undefined && names.length === 0) throw notFound('segment');
    const closes = await Promise.all(names.map((name) => closeAt(this.parts, name, date, upTo)));
    const segments = names.map((name, nth) =>
      segmentOf(
        all.filter((one) => one.rule === name),
        closes[nth] ?? null,
      ),
    );
    const found = { position: upTo.position, asOf, showings: [] };
    if (rule === undefined) return { ...found, body: () => ({ segments, ...said }) };
    const asked = { rule, close: closes[0] ?? null, upTo, page: { cursor: given.cursor ?? null, limit } };
    const body = movers ? await this.movers(asked, since) : await this.members(asked);
    return { ...found, body: () => ({ segment: segments[0], ...body, ...said }) };
  }

  private async members({ rule, close, upTo, page }: Asked): Promise<object> {
    if (close === null) return { customers: [], next: null };
    const filter = { rule, date: close.date, ...page };
    const { rows, next } = await orBadCursor(() => segmentMembers(this.parts.db.manager, filter, upTo));
    return { customers: rows.map((row) => ({ customerId: row.customer, ...segmentView(row) })), next };
  }

  private async movers({ rule, close, upTo, page }: Asked, given: string | undefined): Promise<object> {
    if (close === null) return { since: given ?? null, flows: [], movers: [], next: null };
    const db = this.parts.db.manager;
    const since = given ?? (await lastClosedRun(db, rule, upTo, close.date, true))?.date ?? '';
    const span = { rule, since, date: close.date };
    const [flows, { rows, next }] = await orBadCursor(() =>
      Promise.all([segmentFlows(db, span, upTo), segmentMovers(db, { ...span, ...page }, upTo)]),
    );
    const movers = rows.map(({ customer, ...mover }) => ({ customerId: customer, ...mover }));
    return { since: since || null, flows, movers, next };
  }
}

interface Asked {
  readonly rule: string;
  readonly close: RuleRun | null;
  readonly upTo: UpTo;
  readonly page: { readonly cursor: string | null; readonly limit: number };
}

/** @throws Problem 400 for parameters that do not go together. */
const moversAsked = ({ rule, movers, since, cursor }: Parameters): boolean => {
  const asked = oneOf('movers', movers, ['true', 'false']) === 'true';
  if (rule === undefined && (asked || cursor !== undefined)) throw invalid('movers and cursor go with rule');
  if (!asked && since !== undefined) throw invalid('since goes with movers=true');
  return asked;
};

@Answers()
@Controller('v1/segments')
class SegmentsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Documented({
    operation: 'listSegments',
    tag: 'decisions',
    summary: 'The segments at the end of a day, and who is in one, or who entered and left',
    description:
      'Without `rule` every segment with its condition and how many it has, at its last close up to `date`. With `rule` who is ' +
      'in it, by value, as of the close at which they entered. With `movers=true` who entered (`from` is null) or left (`to` is ' +
      'null) since the end of `since` (the close before when absent). Decisions of a run that is not closed are not shown.',
    query: {
      rule: { type: 'string', description: 'Name of the rule that makes the segment' },
      ...AT_CLOSE_QUERY,
      ...POPULATION_QUERY,
      movers: { type: 'boolean', description: 'Who entered and left, instead of everybody' },
      since: { type: 'string', format: 'date', description: 'Moved since the end of this day' },
      ...LIST_QUERY,
    },
    headers: READ_HEADERS,
    answers: {
      200: {
        description: 'All segments, or a page of one; `date` and `close` are null when nothing was decided yet',
        schema: SEGMENT_LIST,
      },
      ...LIST_ANSWERS,
      404: 'There is no such segment',
    },
  })
  async list(@QueryString() query: unknown): Promise<Found> {
    return this.queries.execute(new ListSegments(parametersOf(query, PARAMETERS)));
  }
}

export const segmentList = { controllers: [SegmentsController], providers: [ListSegmentsHandler] };
