import { Controller, Get, Res } from '@nestjs/common';
import { Documented } from '@rapport/edge';
import { closesUnderWay } from '@rapport/read-db';
import type { FastifyReply } from 'fastify';
import { QueryParts } from '../parts';
import { CLOSES_UNDER_WAY } from './closes-under-way.shape';

@Controller('v1/clock/closes')
class ClosesUnderWayController {
  constructor(private readonly parts: QueryParts) {}

  @Get()
  @Documented({
    operation: 'listClosesUnderWay',
    tag: 'operations',
    summary: 'Closes that are being decided, and how far they are',
    description:
      'A close becomes visible as a whole when it is over; of one that takes longer than a second this says, about once a second, at which ' +
      'rule it is and about how many customers it has decided. None = nothing is being decided, or for less than a second. What has not begun ' +
      'is told by how far `rules` is behind (`GET /v1/projections`).',
    answers: { 200: { description: 'By zone', schema: CLOSES_UNDER_WAY } },
  })
  async list(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    void reply.header('cache-control', 'no-store');
    return { closes: await closesUnderWay(this.parts.pool) };
  }
}

export const closesUnderWayList = { controllers: [ClosesUnderWayController], providers: [] };
