import { Controller, Get, Param, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import {
  Documented,
  instant,
  invalid,
  parametersOf,
  uuid,
  wholeNumber,
  knownChannels,
  knownTypes,
} from '@rapport/edge';
import { timeline, timelineOf, type TimelineFilter } from '@rapport/projections';
import type { Found } from '../answer';
import { Answers } from '../answers';
import { AS_OF_ANSWERS, AS_OF_PARAMETERS, AS_OF_QUERY, asOfOf } from '../as-of';
import { orBadCursor } from '../bad-cursor';
import { READ_ANSWERS, READ_HEADERS, READ_QUERY } from '../common-about';
import { included } from '../included';
import { QueryParts } from '../parts';
import { handleSet, personOf } from '../person';
import { listTimelineThen } from './timeline-then';
import { TIMELINE } from './timeline.shape';

const PARAMETERS = ['channel', 'type', 'from', 'to', 'cursor', 'limit', 'minPosition', ...AS_OF_PARAMETERS] as const;
type Parameters = Partial<Record<(typeof PARAMETERS)[number], string>>;
const LIMIT_MAX = 200;

class ListTimeline extends Query<Found> {
  constructor(
    readonly customer: string,
    readonly given: Parameters,
  ) {
    super();
  }
}

const filterOf = ({ channel, type, from, to }: Parameters): TimelineFilter => {
  const filter = {
    channel: knownChannels(channel),
    type: knownTypes(type),
    from: instant('from', from),
    to: instant('to', to),
  };
  if (filter.from && filter.to && filter.from >= filter.to) throw invalid('from must be before to');
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
};

@QueryHandler(ListTimeline)
class ListTimelineHandler implements IQueryHandler<ListTimeline> {
  constructor(private readonly parts: QueryParts) {}

  async execute({ customer: id, given }: ListTimeline): Promise<Found> {
    const filter = filterOf(given);
    const limit = wholeNumber('limit', given.limit, 50, LIMIT_MAX);
    const asOf = asOfOf(given);
    if (asOf) {
      const page = { filter, limit, cursor: given.cursor ?? null, minPosition: given.minPosition };
      return listTimelineThen(this.parts, id, asOf, page);
    }
    const position = await included(this.parts, [timeline], given.minPosition);
    const person = await personOf(this.parts, id);
    const handles = handleSet(person);
    const page = await orBadCursor(() =>
      timelineOf(this.parts.db.manager, [...handles], filter, given.cursor ?? null, limit),
    );
    const { customer } = person;
    return {
      position,
      showings: page.rows.map(({ key, handle, ...entry }) => ({
        customer,
        handles,
        row: { eventId: key, ...entry },
      })),
      body: (entries) => ({ customerId: customer, entries, next: page.next }),
    };
  }
}

@Answers()
@Controller('v1/customers')
class TimelineController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':id/timeline')
  @Documented({
    operation: 'showTimeline',
    tag: 'customers',
    summary: 'What happened with a customer, newest first; now or at any moment in the past',
    description:
      'A corrected entry says what was recorded and what a correction says instead; the correction is listed too.',
    params: { id: 'The customer, by any id it ever had' },
    query: {
      channel: { type: 'string', description: 'One or more channels, with commas between' },
      type: { type: 'string', description: 'One or more event types, with commas between' },
      from: { type: 'string', format: 'date-time', description: 'Happened at or after' },
      to: { type: 'string', format: 'date-time', description: 'Happened before' },
      cursor: { type: 'string', description: '`next` of the page before' },
      limit: { type: 'integer', minimum: 1, maximum: LIMIT_MAX, description: 'At most that many; 50 when absent' },
      ...AS_OF_QUERY,
      ...READ_QUERY,
    },
    headers: READ_HEADERS,
    answers: { 200: { description: 'A page', schema: TIMELINE }, ...READ_ANSWERS, ...AS_OF_ANSWERS },
  })
  async show(@Param('id') id: string, @QueryString() query: unknown): Promise<Found> {
    const given = parametersOf(query, PARAMETERS);
    return this.queries.execute(new ListTimeline(uuid('the id', id), given));
  }
}

export const customerTimeline = { controllers: [TimelineController], providers: [ListTimelineHandler] };
