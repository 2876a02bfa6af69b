import { Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { type Caller, CallerOf, Documented, notFound, Problem, shapes, uuid } from '@rapport/edge';
import { findReplay, NotNow, replays, wishOf, type Replay, type ReplayWish } from '@rapport/read-db';
import type { FastifyReply } from 'fastify';
import { QueryParts } from '../parts';
import { REPLAY, REPLAY_WISHES } from './replay.shape';

const refused = (error: unknown): never => {
  if (error instanceof NotNow) throw new Problem(409, 'replay-cannot', error.message, { state: error.state });
  throw error;
};

@Controller('v1')
class ReplaysController {
  constructor(private readonly parts: QueryParts) {}

  @Get('replays')
  @Documented({
    operation: 'listReplays',
    tag: 'operations',
    summary: 'The newest replays',
    answers: {
      200: { description: 'Newest first, 50 at most', schema: shapes.record({ replays: shapes.listOf(REPLAY) }) },
    },
  })
  async list(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    void reply.header('cache-control', 'no-store');
    return { replays: await replays(this.parts.pool) };
  }

  @Get('replays/:id')
  @Documented({
    operation: 'showReplay',
    tag: 'operations',
    summary: 'How far a replay is',
    description:
      'State, phase, events per second (moving average), time left, how its rows compare with the live ones, and what numeric fields add up to before and after.',
    params: { id: 'The replay' },
    answers: {
      200: { description: 'The replay', schema: REPLAY },
      400: 'The id is none',
      404: 'There is no such replay',
    },
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
    operation: 'steerReplay',
    tag: 'operations',
    summary: 'Pause, resume, cancel, promote or roll back a replay',
    description:
      'A cancelled replay leaves nothing behind. After a promote the table from before is kept for a day: rollback puts it back.',
    params: { id: 'The replay', wish: 'pause, resume, cancel, promote or rollback' },
    answers: {
      202: { description: 'Asked for; done within a second, or as long as catching up takes', schema: REPLAY },
      400: 'The id is none',
      404: 'There is no such replay, or nothing of this name can be asked of it',
      409: 'Not in this state',
    },
  })
  async ask(@Param('id') id: string, @Param('wish') wish: string, @CallerOf() caller: Caller): Promise<Replay> {
    const known: ReplayWish | undefined = REPLAY_WISHES.find((one) => one === wish);
    if (!known) throw new Problem(404, 'not-found', `a replay can ${REPLAY_WISHES.join(', ')}`);
    const replay = await wishOf(this.parts.pool, uuid('the id', id), known, caller.keyId).catch(refused);
    if (!replay) throw notFound('replay');
    return replay;
  }
}

export const replayEndpoints = { controllers: [ReplaysController], providers: [] };
