import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { CallerOf, Documented, Problem, unavailable, type Caller } from '@rapport/edge';
import { IDENTITY, requestFigure, TooManyFigures } from '@rapport/read-db';
import type { FastifyReply } from 'fastify';
import { included } from '../included';
import { QueryParts } from '../parts';
import { positionThen } from '../then';
import { FREEZING } from './figure-job.shape';
import { figureWish, type FigureWish } from './figure-wish';
import { jobShown } from './figure-shown';

/** Too many figures are asked at once. */
export const orTooMany = (error: unknown): never => {
  if (error instanceof TooManyFigures) throw new Problem(409, 'too-many-figures', error.message);
  throw error;
};

const BODY = {
  type: 'object',
  required: ['name'],
  properties: {
    name: {
      type: 'string',
      maxLength: 200,
      description: 'What people call the figure; nothing personal: it stays for good',
    },
    projection: { type: 'string', description: 'A projection that somebody described' },
    version: { type: 'integer', minimum: 1, description: 'Its version, also one that was dropped; the one that serves when absent' }, // prettier-ignore
    definition: { type: 'object', description: 'Instead of projection: a description of the figure’s own' },
    where: { type: 'object', description: 'For each part by its name the values that are asked for', additionalProperties: { type: 'array', items: { type: 'string' } } }, // prettier-ignore
    from: { type: 'string', description: 'First day, week, month or year' },
    to: { type: 'string', description: 'The first that is not wanted any more' },
    position: { type: 'string', description: 'The history counts up to this place of the log, as answers name it in Rapport-Position' }, // prettier-ignore
    asOfRecorded: { type: 'string', format: 'date-time', description: 'Instead of position: what was recorded by this moment' }, // prettier-ignore
  },
};

const TURNOVER = {
  name: 'turnover',
  events: { types: ['PurchaseMade'] },
  by: ['channel', { month: 'Europe/Berlin' }],
  measures: { orders: 'count', revenue: { sum: 'amount' } },
};

@Controller('v1/figures')
class FreezeFigureController {
  constructor(private readonly parts: QueryParts) {}

  @Post()
  @HttpCode(202)
  @Documented({
    operation: 'freezeFigure',
    tag: 'decisions',
    summary: 'Freeze a figure: a question, a place of the log, and the answer for good',
    description:
      'The history up to that place is folded by that version of the description, with the links that were known there, and the answer is written into the log with its SHA-256. It stays what it is whatever comes later: late events, corrections, another version, a dropped projection.',
    body: {
      schema: BODY,
      examples: {
        april: {
          summary: 'What was sold in stores in April, as it is known now',
          status: 202,
          value: { name: 'Stores, April 2026', definition: TURNOVER, where: { channel: ['store'] }, from: '2026-04', to: '2026-05' }, // prettier-ignore
        },
        described: {
          summary: 'The same of a projection that somebody described; nobody did',
          status: 404,
          value: { name: 'Stores, April 2026', projection: 'turnover-of-nobody' },
        },
        nameless: { summary: 'A figure has a name', status: 400, value: { projection: 'turnover-by-month' } },
      },
    },
    answers: {
      202: { description: 'Asked for; the projector goes through the history', schema: FREEZING },
      400: 'The body is not as it should be, or the moment is still to come',
      404: 'Nobody described a projection of this name and version',
      409: 'Too many figures wait for their turn, or nothing was recorded by then',
      422: 'The question cannot be asked; `faults` lists each place and what is allowed there',
      503: 'The views have not come as far; repeat after Retry-After',
    },
  })
  async freeze(
    @Body() body: unknown,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const wish = await figureWish(this.parts, body);
    const upTo = await this.placeOf(wish);
    const { name, question } = wish;
    const job = await requestFigure(this.parts.pool, { name, question, upTo, askedBy: caller.keyId }).catch(orTooMany);
    void reply.headers({ location: `/v1/figures/${job.figure}`, 'cache-control': 'no-store' });
    return jobShown(job);
  }

  private async placeOf({ position, asOfRecorded }: FigureWish): Promise<string> {
    const now = await included(this.parts, [IDENTITY], position);
    if (asOfRecorded === undefined && position !== undefined) return position;
    const place =
      asOfRecorded === undefined ? now : await positionThen(this.parts, { recorded: asOfRecorded }, undefined);
    if (now === '') throw unavailable('not-included-yet', 'the views have not come to anything yet; repeat');
    if (/-0+$/.test(place)) throw new Problem(409, 'nothing-recorded', 'nothing was recorded by then');
    return place;
  }
}

export const freezeFigure = { controllers: [FreezeFigureController], providers: [] };
