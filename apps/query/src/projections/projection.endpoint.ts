import { Controller, Get, Param, Res } from '@nestjs/common';
import { Documented, Problem } from '@rapport/edge';
import { projections } from '@rapport/projections';
import { allDefinitions, definedProjections, positions, replays } from '@rapport/read-db';
import type { FastifyReply } from 'fastify';
import { QueryParts } from '../parts';
import { PROJECTION } from './projection.shape';

const NEWEST_REPLAYS = 1_000;

@Controller('v1/projections')
class ProjectionController {
  constructor(private readonly parts: QueryParts) {}

  @Get(':name')
  @Documented({
    operation: 'showProjection',
    tag: 'operations',
    summary: 'One projection: its description, its versions, how far they are',
    description:
      '`serving` is the version whose rows are given out, null while the first one is being built; `replay` the newest build of the newest version. `definition` is null for projections that come with Rapport.',
    params: { name: 'Projection' },
    answers: { 200: { description: 'The projection', schema: PROJECTION }, 404: 'There is no such projection' },
  })
  async show(@Param('name') name: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    void reply.header('cache-control', 'no-store');
    const { pool } = this.parts;
    const [progress, built] = await Promise.all([positions(pool), replays(pool, NEWEST_REPLAYS)]);
    const of = (version: number) => ({
      progress: progress.find((one) => one.projection === name && one.version === version) ?? null,
      replay: built.find((one) => one.projection === name && one.version === version) ?? null,
    });
    const own = projections.find(({ projection }) => projection.name === name)?.projection;
    if (own) {
      return { name, version: own.version, serving: own.version, definition: null, versions: [], ...of(own.version) };
    }
    const versions = (await allDefinitions(pool)).filter((one) => one.name === name && one.droppedAt === null);
    const [newest] = versions;
    if (!newest) throw new Problem(404, 'not-found', 'there is no projection of this name');
    const kept = (await definedProjections(pool)).filter(({ described }) => described.name === name);
    return {
      ...{ name, version: newest.version, serving: kept.find(({ isBuilt }) => isBuilt)?.described.version ?? null },
      definition: newest.definition,
      versions: versions.map(({ version, definition, by, definedAt }) => ({ version, definition, by, definedAt })),
      ...of(newest.version),
    };
  }
}

export const projectionShown = { controllers: [ProjectionController], providers: [] };
