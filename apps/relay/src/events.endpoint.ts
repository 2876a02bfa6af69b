import { Readable } from 'node:stream';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { acceptedOf, Documented, invalid, parametersOf, shapes, SMALL_BODY_BYTES, wholeNumber } from '@rapport/edge';
import { isPosition } from '@rapport/event-store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { knownFilterOf } from './known-filter';
import { FILTER_PARAMETERS } from './log-filter';
import { type LogPage, logPage } from './log-page';
import { LOG_PAGE } from './log-page.shape';
import { asProblem } from './other-history';
import { RelayParts } from './parts';

const PARAMETERS = ['after', 'limit', 'type', 'channel', 'handle'] as const;
const BEGINNING = 'beginning';
const LIMIT_MAX = 5_000;
const NDJSON = 'application/x-ndjson';
/** What a page is read from, at most about. */
const PAGE_ROOM_BYTES = 4 * 1024 * 1024;

/** `Rapport-Next` is where the next page begins; `Rapport-At-End` says whether anything is left. */
const headersOf = ({ next, head, atEnd }: Omit<LogPage, 'text'>): Record<string, string> => ({
  'cache-control': 'no-store',
  vary: 'authorization, accept',
  'rapport-position': head,
  'rapport-at-end': String(atEnd),
  ...(next === null ? {} : { 'rapport-next': next }),
});

@Controller('v1/events')
class EventsController {
  constructor(private readonly parts: RelayParts) {}

  @Get()
  @Documented({
    operation: 'listEvents',
    tag: 'log',
    summary: 'The log, page by page',
    description:
      'Every event in the order in which it was recorded, in the newest shape of its type; personal values stay sealed for everybody. A page may be shorter than `limit`, even empty, before the end: go on from `next` until `atEnd`. As NDJSON (`Accept: application/x-ndjson`) an event per line, and `Rapport-Next`, `Rapport-At-End` as headers.',
    query: {
      after: { type: 'string', description: '`next` of the page before, or any position; `beginning` when absent' },
      limit: { type: 'integer', minimum: 1, maximum: LIMIT_MAX, description: 'At most that many; 500 when absent' },
      ...FILTER_PARAMETERS,
    },
    answers: {
      200: {
        description: 'A page',
        schema: LOG_PAGE,
        also: { [NDJSON]: shapes.text('An event per line, as in `events`') },
      },
      400: 'A parameter is unknown or not well formed',
      409: 'The position is of another history',
    },
  })
  async list(
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object | undefined> {
    const { after, limit, ...filter } = parametersOf(query, PARAMETERS);
    if (after !== undefined && after !== BEGINNING && !isPosition(after))
      throw invalid('after must be beginning, or a position as receipts and pages give it');
    const free = await request.holdRoom?.(PAGE_ROOM_BYTES);
    const { text, ...page } = await logPage(
      this.parts.store,
      after === undefined || after === BEGINNING ? null : after,
      wholeNumber('limit', limit, 500, LIMIT_MAX),
      knownFilterOf(filter),
    ).catch((error: unknown) => {
      throw asProblem(error);
    });
    // Most are small, and are not waited for by others while a client reads them slowly.
    if (text < SMALL_BODY_BYTES) free?.();
    void reply.headers(headersOf(page));
    if (acceptedOf(request.headers.accept, ['application/json', NDJSON]) === 'application/json') return page;
    void reply.type(`${NDJSON}; charset=utf-8`);
    return Readable.from(linesOf(page)) as object;
  }
}

function* linesOf({ events }: Pick<LogPage, 'events'>): Generator<string> {
  for (const event of events) yield `${JSON.stringify(event)}\n`;
}

export const events = { controllers: [EventsController], providers: [] };
