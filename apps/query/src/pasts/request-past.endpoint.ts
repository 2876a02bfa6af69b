import { Body, Controller, HttpCode, HttpStatus, Post, Res } from '@nestjs/common';
import { CallerOf, Documented, Problem, type Caller } from '@rapport/edge';
import { requestPast, TooManyPasts } from '@rapport/read-db';
import type { FastifyReply } from 'fastify';
import { projectionNamed } from '../projections/named';
import { QueryParts } from '../parts';
import { positionThen } from '../then';
import { BUILT_PAST } from './built-past.shape';
import { checkCanBePast } from './can-be-past';
import { pastShown } from './past-shown';
import { pastAsked } from './past-wish';

const BODY = {
  type: 'object',
  required: ['projection'],
  properties: {
    projection: { type: 'string', description: 'Its name; of one that somebody described the version that serves' },
    asOfRecorded: { type: 'string', format: 'date-time', description: 'As it was known at this moment: what was recorded by then, with the corrections and links of then' }, // prettier-ignore
    asOfOccurred: { type: 'string', format: 'date-time', description: 'As it was at this moment: what had happened by then, as far as it is known now, or was known at asOfRecorded' }, // prettier-ignore
  },
};

const orTooMany = (error: unknown): never => {
  if (error instanceof TooManyPasts) throw new Problem(409, 'too-many-pasts', error.message);
  throw error;
};

/** Before the first event there is nothing to build from. */
const beforeTheLog = (): Problem =>
  new Problem(400, 'as-of-before-log', 'nothing had been recorded by that moment: the log begins later');

@Controller('v1/pasts')
class RequestPastController {
  constructor(private readonly parts: QueryParts) {}

  @Post()
  @HttpCode(202)
  @Documented({
    operation: 'requestPast',
    tag: 'operations',
    summary: 'Have all rows of a projection built as of a moment in the past',
    description:
      'The projector goes through the log up to there and folds it into a table of its own; live is not touched. Who asks for the same once more is given what there is. Rows are kept for a day.',
    body: {
      schema: BODY,
      examples: {
        moments: { summary: 'As of no moment', status: 400, value: { projection: 'interaction-volume' } },
        nobody: { summary: 'There is no such projection', status: 404, value: { projection: 'no-such', asOfOccurred: '2026-04-03T14:03:00Z' } }, // prettier-ignore
        decisions: { summary: 'Decisions are told as of any moment at once', status: 400, value: { projection: 'tiers', asOfOccurred: '2026-04-03T14:03:00Z' } }, // prettier-ignore
        early: { summary: 'Before the log begins', status: 400, value: { projection: 'interaction-volume', asOfRecorded: '2001-01-01T00:00:00Z' } }, // prettier-ignore
      },
    },
    answers: {
      200: { description: 'It was asked for before', schema: BUILT_PAST },
      202: { description: 'Asked for; the projector begins within seconds, or after others', schema: BUILT_PAST },
      400: 'The moments are none, are still to come, lie before the log, or there are no such rows of them',
      404: 'There is no such projection',
      409: 'Too many are kept or being built',
      503: 'The views have not come to that moment yet, or the log cannot be reached',
    },
  })
  async request(
    @Body() body: unknown,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { name, asOf } = pastAsked(body);
    const { projection } = await projectionNamed(this.parts, name);
    checkCanBePast(projection, asOf);
    const position = await positionThen(this.parts, asOf, undefined);
    if (position === '' || /-0+$/.test(position)) throw beforeTheLog();
    const wish = { projection, ...asOf, position, askedBy: caller.keyId };
    const { past, isNew } = await requestPast(this.parts.pool, wish).catch(orTooMany);
    void reply.headers({ location: `/v1/pasts/${past.id}`, 'cache-control': 'no-store' });
    if (!isNew) void reply.code(HttpStatus.OK);
    return pastShown(past);
  }
}

export const requestPastEndpoint = { controllers: [RequestPastController], providers: [] };
