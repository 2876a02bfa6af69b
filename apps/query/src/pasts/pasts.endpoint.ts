import { Controller, Delete, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { Documented, Problem, uuid } from '@rapport/edge';
import { builtPasts, findBuiltPast, PastCannot, steerPast, type BuiltPast } from '@rapport/read-db';
import type { FastifyReply } from 'fastify';
import { QueryParts } from '../parts';
import { BUILT_PAST, BUILT_PASTS } from './built-past.shape';
import { orNoPast, pastShown } from './past-shown';

const ID = { id: 'The projection of the past' };
const NONE = { 400: 'The id is none', 404: 'There is no such projection of the past' };

const refused = (error: unknown): never => {
  if (error instanceof PastCannot) throw new Problem(409, 'past-cannot', error.message, { state: error.state });
  throw error;
};

@Controller('v1/pasts')
class PastsController {
  constructor(private readonly parts: QueryParts) {}

  @Get()
  @Documented({
    operation: 'listPasts',
    tag: 'operations',
    summary: 'The projections of the past that were asked for',
    answers: { 200: { description: 'Newest first, 50 at most', schema: BUILT_PASTS } },
  })
  async list(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    void reply.header('cache-control', 'no-store');
    return { pasts: (await builtPasts(this.parts.pool)).map(pastShown) };
  }

  @Get(':id')
  @Documented({
    operation: 'showPast',
    tag: 'operations',
    summary: 'How far the building of a projection of the past is',
    params: ID,
    answers: { 200: { description: 'As it stands', schema: BUILT_PAST }, ...NONE },
  })
  async show(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    void reply.header('cache-control', 'no-store');
    return pastShown(orNoPast(await findBuiltPast(this.parts.pool, uuid('the id', id))));
  }

  @Post(':id/pause')
  @HttpCode(202)
  @Documented({
    operation: 'pausePast',
    tag: 'operations',
    summary: 'Hold the building of a projection of the past',
    description: 'What was read is given up: others go on meanwhile.',
    params: ID,
    answers: { 202: { description: 'Held', schema: BUILT_PAST }, ...NONE, 409: 'It has come to an end' },
  })
  async pause(@Param('id') id: string): Promise<object> {
    return this.#steered(id, 'pause');
  }

  @Post(':id/resume')
  @HttpCode(202)
  @Documented({
    operation: 'resumePast',
    tag: 'operations',
    summary: 'Have a held building of a projection of the past begun again',
    params: ID,
    answers: { 202: { description: 'It waits for its turn', schema: BUILT_PAST }, ...NONE, 409: 'It is not held' },
  })
  async resume(@Param('id') id: string): Promise<object> {
    return this.#steered(id, 'resume');
  }

  @Delete(':id')
  @HttpCode(200)
  @Documented({
    operation: 'dropPast',
    tag: 'operations',
    summary: 'Drop the rows of a projection of the past, or call its building off',
    description: 'The log has them all: they can be built again.',
    params: ID,
    answers: { 200: { description: 'Gone, or gone before', schema: BUILT_PAST }, ...NONE },
  })
  async drop(@Param('id') id: string): Promise<object> {
    return this.#steered(id, 'drop');
  }

  async #steered(id: string, wish: Parameters<typeof steerPast>[2]): Promise<object> {
    const past: BuiltPast | null = await steerPast(this.parts.pool, uuid('the id', id), wish).catch(refused);
    return pastShown(orNoPast(past));
  }
}

export const pastList = { controllers: [PastsController], providers: [] };
