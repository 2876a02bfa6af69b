import { Controller, Get, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { csvOf, Documented, instant, parametersOf } from '@rapport/edge';
import { backlogAt, type BacklogCount } from '@rapport/projections';
import type { Found } from '../answer';
import { Answers } from '../answers';
import { AS_OF_PARAMETERS, AS_OF_QUERY, asOfOf, asOfView, type AsOf } from '../as-of';
import { backlogAsked } from './backlog-then';
import { BACKLOG, BACKLOG_PARTS } from './backlog.shape';
import { READ_ANSWERS, READ_QUERY } from '../common-about';
import { QueryParts } from '../parts';
import { orGone } from '../pasts/gone';

class CountBacklog extends Query<Found> {
  constructor(
    readonly at: string | undefined,
    readonly asOf: AsOf | undefined,
    readonly minPosition: string | undefined,
  ) {
    super();
  }
}

const COLUMNS = [...BACKLOG_PARTS, 'open', 'overdue'] as const;

/** Open cases by one part, most first; '' = not said. */
const byPart = (counts: readonly BacklogCount[], part: (typeof BACKLOG_PARTS)[number]): object => {
  const sums = new Map<string, number>();
  for (const { [part]: name, open } of counts) sums.set(name, (sums.get(name) ?? 0) + open);
  return Object.fromEntries([...sums].sort(([, a], [, b]) => b - a));
};

@QueryHandler(CountBacklog)
class CountBacklogHandler implements IQueryHandler<CountBacklog> {
  constructor(private readonly parts: QueryParts) {}

  async execute({ at: given, asOf, minPosition }: CountBacklog): Promise<Found> {
    const { at, table, position } = await backlogAsked(this.parts, given, asOf, minPosition);
    const counts = await backlogAt(this.parts.db.manager, at, table).catch(orGone);
    const sum = (field: 'open' | 'overdue'): number => counts.reduce((all, one) => all + one[field], 0);
    return {
      ...{ position, asOf },
      showings: [],
      body: () => ({
        ...{ at, open: sum('open'), overdue: sum('overdue') },
        by: Object.fromEntries(BACKLOG_PARTS.map((part) => [part, byPart(counts, part)])),
        ...(asOf && asOfView(asOf, position)),
      }),
      csv: { next: null, text: () => csvOf(COLUMNS, counts.map((one) => COLUMNS.map((name) => one[name]))) }, // prettier-ignore
    };
  }
}

@Answers()
@Controller('v1/cases/backlog')
class BacklogController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Documented({
    operation: 'showBacklog',
    tag: 'customers',
    summary: 'How many cases are open, now or at any moment',
    description:
      'Open at a moment = opened at or before it and not closed (or confirmed as solved) at or before it; a reopened case is open again. `at` and `asOfOccurred` are the same moment, of what is known now; as of `asOfRecorded`, of what was known then, once somebody had `cases` built as of it (`POST /v1/pasts`). By kind, reason, channel and department as they were then. As CSV (`Accept: text/csv`) by all of them at once.',
    query: {
      at: {
        type: 'string',
        format: 'date-time',
        description: 'The moment; now when absent, or the one that is asked for',
      },
      ...AS_OF_QUERY,
      ...READ_QUERY,
    },
    answers: {
      200: { description: 'The counts', schema: BACKLOG, also: { 'text/csv': { type: 'string' } } },
      400: READ_ANSWERS[400],
      409: 'Nobody has had `cases` built as of this moment, or minPosition is of another history',
      503: READ_ANSWERS[503],
    },
  })
  async show(@QueryString() query: unknown): Promise<Found> {
    const given = parametersOf(query, ['at', 'minPosition', ...AS_OF_PARAMETERS]);
    const wish = new CountBacklog(instant('at', given.at), asOfOf(given), given.minPosition);
    return this.queries.execute(wish);
  }
}

export const backlog = { controllers: [BacklogController], providers: [CountBacklogHandler] };
