import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { CallerOf, controlPipe, Documented, notFound, Problem, uuid, type Caller } from '@rapport/edge';
import { projections } from '@rapport/projections';
import { type Skip, skipEvent, skips } from '@rapport/read-db';
import { IsString, IsUUID, Length } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { QueryParts } from '../parts';
import { SKIPPED, SKIPPED_EVENT } from './skip.shape';

class SkipWanted {
  @IsUUID() eventId!: string;
  @IsString() @Length(3, 500) reason!: string;
}

const projectionOf = (name: string) => {
  const found = projections.find(({ projection }) => projection.name === name);
  if (!found) throw new Problem(404, 'not-found', 'there is no projection of this name');
  return found.projection;
};

const EXAMPLE = '8e8a1d3c-9f6e-5d1c-8f0e-1d2f3a4b5c6d';

@Controller('v1/projections')
class SkipParkedController {
  constructor(private readonly parts: QueryParts) {}

  @Post(':name/parked/:customer/skip')
  @HttpCode(202)
  @Documented({
    operation: 'skipParked',
    tag: 'operations',
    summary: 'Leave out the event that a customer is parked at',
    description:
      'Of this view and this version of it only; the event stays in the log and in all other views. The projector folds the ' +
      'customer again without it, and so does every rebuild. To say that the event itself is wrong, correct or retract it instead.',
    params: { name: 'Projection', customer: 'Key as the list of parked ones shows it' },
    body: {
      schema: {
        type: 'object',
        required: ['eventId', 'reason'],
        properties: {
          eventId: {
            type: 'string',
            format: 'uuid',
            description: 'Of the parked one, so that nobody skips what was not looked at',
          },
          reason: {
            type: 'string',
            minLength: 3,
            maxLength: 500,
            description: 'Kept and listed; nothing personal in it',
          },
        },
      },
      examples: { noReason: { summary: 'Without a reason', status: 400, value: { eventId: EXAMPLE } } },
    },
    answers: {
      202: { description: 'Noted; the projector does it within seconds', schema: SKIPPED_EVENT },
      400: 'Without a reason, or without the event',
      404: 'There is no such projection, or nothing is parked under this key',
      409: 'It waits for another event than this one',
    },
  })
  async skip(
    @Param('name') name: string,
    @Param('customer') customer: string,
    @Body(controlPipe) { eventId, reason }: SkipWanted,
    @CallerOf() caller: Caller,
  ): Promise<Skip> {
    const projection = projectionOf(name);
    const wanted = { key: uuid('the key', customer), eventId: eventId.toLowerCase(), reason, actor: caller.name };
    const done = await skipEvent(this.parts.pool, projection, wanted);
    if (done.outcome === 'not-parked') throw notFound('parked customer');
    if (done.outcome === 'waiting') {
      throw new Problem(409, 'parked-at-another-event', 'it is parked at another event', { eventId: done.eventId });
    }
    return done.skip;
  }

  @Get(':name/skipped')
  @Documented({
    operation: 'listSkipped',
    tag: 'operations',
    summary: 'Events that a view leaves out',
    description: 'With what failed, why it was left out, by whom and when.',
    params: { name: 'Projection' },
    answers: {
      200: { description: 'In the order of the log', schema: SKIPPED },
      404: 'There is no such projection',
    },
  })
  async list(@Param('name') name: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const projection = projectionOf(name);
    void reply.header('cache-control', 'no-store');
    return {
      projection: name,
      version: projection.version,
      skipped: await skips(this.parts.pool, projection),
    };
  }
}

export const skipParked = { controllers: [SkipParkedController], providers: [] };
