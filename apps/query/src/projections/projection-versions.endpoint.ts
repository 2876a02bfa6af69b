import { Body, Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import { Documented, Optional, controlPipe, shapes } from '@rapport/edge';
import { allOfThisRelease, knownVersions, pruneVersions, type KnownVersion } from '@rapport/read-db';
import { IsInt, Max, Min } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { QueryParts } from '../parts';
import { KNOWN_VERSION } from './projection-versions.shape';

/** As long as a release may take to be rolled back. */
const HOURS = 24;

class Pruning {
  @Optional() @IsInt() @Min(1) @Max(8_760) hours?: number;
}

@Controller('v1/projections')
class ProjectionVersionsController {
  constructor(private readonly parts: QueryParts) {}

  @Get('versions')
  @Documented({
    operation: 'listProjectionVersions',
    tag: 'operations',
    summary: 'Versions of projections that have tables, and which are left from other releases',
    description:
      '`live`: this release reads it. `left`: another one did; `prunable` once it is behind the log, nobody has followed it ' +
      `for ${HOURS} hours, and no replay of it can be rolled back.`,
    answers: {
      200: { description: 'By name and version', schema: shapes.record({ versions: shapes.listOf(KNOWN_VERSION) }) },
    },
  })
  async list(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    void reply.header('cache-control', 'no-store');
    const { pool } = this.parts;
    return { versions: await knownVersions(pool, await allOfThisRelease(pool), HOURS) };
  }

  @Post('prune')
  @HttpCode(200)
  @Documented({
    operation: 'pruneProjections',
    tag: 'operations',
    summary: 'Drop what versions of other releases have left',
    description: 'Tables, checkpoints and parked rows of those that are `prunable`. The log can make them again.',
    body: {
      schema: {
        type: 'object',
        properties: {
          hours: { type: 'integer', minimum: 1, maximum: 8760, description: `For how long nobody may have followed them; ${HOURS} when absent` }, // prettier-ignore
        },
      },
      examples: {
        usual: { summary: 'What nobody has followed for a day', status: 200, value: {} },
        atOnce: { summary: 'An hour at least', status: 400, value: { hours: 0 } },
      },
    },
    answers: {
      200: { description: 'What went', schema: shapes.record({ pruned: shapes.listOf(KNOWN_VERSION) }) },
      400: 'Some fields are not as they should be',
    },
  })
  async prune(@Body(controlPipe) { hours = HOURS }: Pruning): Promise<{ pruned: readonly KnownVersion[] }> {
    const { pool } = this.parts;
    return { pruned: await pruneVersions(pool, await allOfThisRelease(pool), hours) };
  }
}

export const projectionVersions = { controllers: [ProjectionVersionsController], providers: [] };
