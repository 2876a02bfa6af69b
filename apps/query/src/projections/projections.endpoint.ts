import { Controller, Get, Res } from '@nestjs/common';
import { Documented } from '@rapport/edge';
import { parked, positions } from '@rapport/read-db';
import type { FastifyReply } from 'fastify';
import { QueryParts } from '../parts';
import { PROJECTIONS } from './projection.shape';

@Controller('v1/projections')
class ProjectionsController {
  constructor(private readonly parts: QueryParts) {}

  @Get()
  @Documented({
    operation: 'listProjections',
    tag: 'operations',
    summary: 'How far each view is',
    description:
      'Position, events behind, age of the oldest waiting one, what is parked and why; of a view that does not move the fault, since when, and when it is tried again (`nextTryAt` null: not before somebody has looked).',
    answers: { 200: { description: 'All of them', schema: PROJECTIONS } },
  })
  async list(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const [progress, waiting] = await Promise.all([positions(this.parts.pool), parked(this.parts.pool)]);
    void reply.header('cache-control', 'no-store');
    return {
      projections: progress.map(({ parked: count, ...one }) => ({
        ...one,
        parkedCount: count,
        parked: waiting.filter(({ projection, version }) => projection === one.projection && version === one.version),
      })),
    };
  }
}

export const projectionList = { controllers: [ProjectionsController], providers: [] };
