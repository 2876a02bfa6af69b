import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { Documented, invalid, keyIn, parametersOf, whenSenderEnds } from '@rapport/edge';
import { isPosition, type Position } from '@rapport/event-store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { aboutEventStream, STREAM_PARAMETERS } from './event-stream.about';
import { knownFilterOf } from './known-filter';
import { logPage } from './log-page';
import { asProblem } from './other-history';
import { RelayParts } from './parts';
import { Streams } from './stream/streams';

/** Clients that lose their streams at the same moment come again at different ones. */
const RETRY_MS = { least: 1_000, spread: 2_000 };

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
  vary: 'authorization',
};

/** Where to go on: what the client saw last outranks what the address says, which stays the same at every return. */
const placeIn = (request: FastifyRequest, after: string | undefined): string | undefined => {
  const seen = request.headers['last-event-id'];
  const place = seen === undefined || seen === '' ? after : String(seen);
  if (place !== undefined && place !== 'beginning' && !isPosition(place)) {
    throw invalid('after and Last-Event-ID must be a position as receipts, pages and streams give it');
  }
  return place;
};

@Controller('v1/events')
class EventStreamController {
  constructor(
    private readonly parts: RelayParts,
    private readonly streams: Streams,
  ) {}

  @Get('stream')
  @Documented(aboutEventStream)
  async stream(@Query() query: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { after, ...chosen } = parametersOf(query, STREAM_PARAMETERS);
    const filter = knownFilterOf(chosen);
    const place = await this.begin(placeIn(request, after));
    void reply.headers({ ...HEADERS, 'rapport-position': place });
    if (request.method === 'HEAD') return void reply.send();
    reply.hijack();
    const { raw } = reply;
    // A reader that has gone is let go at once, and not at the next beat that cannot be written.
    whenSenderEnds(request, () => raw.destroy());
    raw.writeHead(200, reply.getHeaders() as Record<string, string>);
    const retry = RETRY_MS.least + Math.floor(Math.random() * RETRY_MS.spread);
    // The place comes before anything else: who is cut off before the first event must not go on from a later now.
    raw.write(`retry: ${retry}\nid: ${place}\n\n`);
    const key = keyIn(request.headers.authorization) ?? '';
    const allowed = async (): Promise<boolean> => (await this.parts.keys.authenticate(key)) !== null;
    await this.streams.feed(raw, place, { filter, key: JSON.stringify(chosen), allowed }).catch(() => raw.destroy());
  }

  /** @throws Problem 409 before anything is sent when the place is none of this history. */
  private async begin(place: string | undefined): Promise<Position> {
    const now = await this.streams.now();
    if (place === undefined) return now;
    if (place === 'beginning') return `${now.slice(0, -19)}${'0'.repeat(19)}`;
    await logPage(this.parts.store, place, 1).catch((error: unknown) => {
      throw asProblem(error);
    });
    return place;
  }
}

export const eventStream = { controllers: [EventStreamController], providers: [Streams] };
