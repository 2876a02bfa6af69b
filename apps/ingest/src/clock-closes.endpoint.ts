import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CallerOf, Documented, Optional, controlPipe, invalid, shapes } from '@rapport/edge';
import type { Caller } from '@rapport/edge';
import { isDay, isZone } from '@rapport/events';
import { IsBoolean, IsIn, IsString, Length, Matches } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { closeDays, type Closed } from './close-days';
import { IngestParts } from './parts';
import { SPANS, type Span } from './periods';

const DAY = /^\d{4}-\d\d-\d\d$/;

class Closes {
  @Optional() @IsString() @Length(1, 60) zone?: string;
  @Matches(DAY) from!: string;
  @Matches(DAY) to!: string;
  @IsIn(SPANS) every!: Span;
  @IsString() @Length(3, 500) reason!: string;
  @Optional() @IsBoolean() restate?: boolean;
}

class ClosePastDays extends Command<Closed & { readonly zone: string }> {
  constructor(
    readonly closes: Closes,
    readonly caller: Caller,
  ) {
    super();
  }
}

@CommandHandler(ClosePastDays)
class ClosePastDaysHandler implements ICommandHandler<ClosePastDays> {
  constructor(private readonly parts: IngestParts) {}

  async execute({ closes, caller }: ClosePastDays): Promise<Closed & { readonly zone: string }> {
    const { zone = this.parts.zone, from, to, every, reason, restate = false } = closes;
    if (!isZone(zone)) throw invalid('zone must be the name of a time zone like Europe/Berlin');
    if (![from, to].every((date) => isDay(date) && date >= '1900' && date < '2200'))
      throw invalid('there is no such day');
    if (from > to) throw invalid('from must not be after to');
    const wish = { zone, from, to, every, reason, restate, by: caller.keyId };
    return { zone, ...(await closeDays(this.parts, wish, new Date())) };
  }
}

const { dayText, maybe, record, text, whole } = shapes;
const CLOSED = record({
  zone: text(),
  closed: whole('Days that were closed'),
  skipped: whole('Days that were closed already'),
  notOver: whole('Periods that are not over yet'),
  ...{ first: maybe(dayText('Of those closed')), last: maybe(dayText()) },
  position: maybe(text('Of the last close in the log; null when there was none')),
});

@Controller('v1/clock')
class ClockClosesController {
  constructor(private readonly commands: CommandBus) {}

  @Post('closes')
  @HttpCode(200)
  @Documented({
    operation: 'closeDays',
    tag: 'administration',
    summary: 'Close days, weeks or months of an imported past',
    description:
      'The end of each period becomes an event, oldest first, at which the rules decide with what is recorded by then. Days ' +
      'that are closed already are skipped, so a repeat does no harm; with `restate` they are closed again and what was ' +
      'decided then is decided anew. All of it is history: nothing acts on it.',
    body: {
      schema: {
        type: 'object',
        required: ['from', 'to', 'every', 'reason'],
        properties: {
          zone: { type: 'string', description: 'IANA time zone; the company’s when absent' },
          from: { type: 'string', format: 'date' },
          to: { type: 'string', format: 'date', description: 'Its whole period is closed, if that is over' },
          every: { type: 'string', enum: [...SPANS], description: 'Weeks end on Sunday' },
          reason: {
            type: 'string',
            minLength: 3,
            maxLength: 500,
            description: 'In the log as it is: nothing personal',
          },
          restate: { type: 'boolean', description: 'Close again what is closed already' },
        },
      },
      examples: {
        weeks: {
          summary: 'The weeks of an imported year',
          status: 200,
          value: { from: '1997-01-01', to: '1997-12-31', every: 'week', reason: 'Import of the old shop' },
        },
        backwards: {
          summary: 'The end lies before the begin',
          status: 400,
          value: { from: '1998-01-01', to: '1997-01-01', every: 'week', reason: 'Import of the old shop' },
        },
      },
    },
    answers: {
      200: { description: 'What was closed and what was closed already', schema: CLOSED },
      400: 'Some fields are not as they should be',
      422: 'There are too many',
      503: 'Repeat after Retry-After',
    },
  })
  async close(
    @Body(controlPipe) closes: Closes,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { zone, dates, skipped, notOver, position } = await this.commands.execute(new ClosePastDays(closes, caller));
    if (position !== null) void reply.header('rapport-position', position);
    const [first = null, last = null] = [dates[0], dates.at(-1)];
    return { zone, closed: dates.length, skipped, notOver, first, last, position };
  }
}

export const clockCloses = { controllers: [ClockClosesController], providers: [ClosePastDaysHandler] };
