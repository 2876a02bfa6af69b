import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { Documented, invalid, notFound, Problem, uuid } from '@rapport/edge';
import { projections } from '@rapport/projections';
import {
  definedProjections,
  findReplay,
  NotNow,
  replays,
  ReplayUnderWay,
  requestReplay,
  wishOf,
  type Replay,
  type ReplayWish,
} from '@rapport/read-db';
import type { FastifyReply } from 'fastify';
import { QueryParts } from './parts';

const refused = (error: unknown): never => {
  if (error instanceof ReplayUnderWay) throw new Problem(409, 'replay-under-way', error.message, { replay: error.id });
  if (error instanceof NotNow) throw new Problem(409, 'replay-cannot', error.message, { state: error.state });
  throw error;
};

const WISHES: readonly ReplayWish[] = ['pause', 'resume', 'cancel', 'promote', 'rollback'];

const promoteOf = (body: unknown): boolean => {
  const { promote = true, ...others } = (body ?? {}) as { readonly promote?: unknown };
  if (typeof promote !== 'boolean' || Object.keys(others).length > 0) {
    throw invalid('the body is empty or {"promote": true or false}');
  }
  return promote;
};

@Controller('v1')
class ReplaysController {
  constructor(private readonly parts: QueryParts) {}

  @Post('projections/:name/replays')
  @HttpCode(202)
  @Documented({
    tag: 'operations',
    summary: 'Build a projection anew',
    description:
      'Beside the live one, which serves all the while; compared with it row by row, then put in its place in one transaction. With "promote": false it waits for a promote.',
    params: { name: 'Projection' },
    body: {
      schema: { type: 'object', properties: { promote: { type: 'boolean', default: true } } },
      examples: { waiting: { summary: 'Build and compare, swap when told', status: 202, value: { promote: false } } },
    },
    answers: {
      202: 'Asked for; the projector begins within seconds',
      400: 'The body is neither empty nor says promote',
      404: 'There is no such projection',
      409: 'A replay of it is under way',
    },
  })
  async request(
    @Param('name') name: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Replay> {
    const promote = promoteOf(body);
    const found =
      projections.find(({ projection }) => projection.name === name) ??
      (await definedProjections(this.parts.pool)).find(({ projection }) => projection.name === name);
    if (!found) throw new Problem(404, 'not-found', 'there is no projection of this name');
    const replay = await requestReplay(this.parts.pool, found.projection, { promote }).catch(refused);
    void reply.header('location', `/v1/replays/${replay.id}`);
    return replay;
  }

  @Get('replays')
  @Documented({
    tag: 'operations',
    summary: 'The newest replays',
    answers: { 200: 'Newest first, 50 at most' },
  })
  async list(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    void reply.header('cache-control', 'no-store');
    return { replays: await replays(this.parts.pool) };
  }

  @Get('replays/:id')
  @Documented({
    tag: 'operations',
    summary: 'How far a replay is',
    description:
      'State, phase, events per second (moving average), time left, how its rows compare with the live ones, and what numeric fields add up to before and after.',
    params: { id: 'The replay' },
    answers: { 200: 'The replay', 400: 'The id is none', 404: 'There is no such replay' },
  })
  async show(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Replay> {
    void reply.header('cache-control', 'no-store');
    const replay = await findReplay(this.parts.pool, uuid('the id', id));
    if (!replay) throw notFound('replay');
    return replay;
  }

  @Post('replays/:id/:wish')
  @HttpCode(202)
  @Documented({
    tag: 'operations',
    summary: 'Pause, resume, cancel, promote or roll back a replay',
    description:
      'A cancelled replay leaves nothing behind. After a promote the table from before is kept for a day: rollback puts it back.',
    params: { id: 'The replay', wish: 'pause, resume, cancel, promote or rollback' },
    answers: {
      202: 'Asked for; done within a second, or as long as catching up takes',
      400: 'The id is none',
      404: 'There is no such replay, or nothing of this name can be asked of it',
      409: 'Not in this state',
    },
  })
  async ask(@Param('id') id: string, @Param('wish') wish: string): Promise<Replay> {
    const known = WISHES.find((one) => one === wish);
    if (!known) throw new Problem(404, 'not-found', `a replay can ${WISHES.join(', ')}`);
    const replay = await wishOf(this.parts.pool, uuid('the id', id), known).catch(refused);
    if (!replay) throw notFound('replay');
    return replay;
  }
}

export const replayEndpoints = { controllers: [ReplaysController], providers: [] };
