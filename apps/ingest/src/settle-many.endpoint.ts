import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { QuarantineQuery } from '@rapport/admission';
import { CallerOf, Documented, Optional, controlPipe, invalid, type Caller } from '@rapport/edge';
import { IsInt, IsString, Length, Max, Min } from 'class-validator';
import { IngestParts } from './parts';
import { filterOf, pageFrom } from './quarantine-filter';
import { ANSWERS, PAGE_MAX, PAGE_USUAL, PROPERTIES } from './settle-many.about';
import { orUnavailable } from './store-answers';
import { writerOf } from './writer';

class Which {
  @Optional() @IsString() @Length(1, 200) source?: string;
  @Optional() @IsString() @Length(1, 100) code?: string;
  @Optional() @IsString() @Length(1, 300) key?: string;
  @Optional() @IsString() from?: string;
  @Optional() @IsString() to?: string;
  @Optional() @IsInt() @Min(1) @Max(PAGE_MAX) limit?: number;
  @Optional() @IsString() @Length(1, 200) cursor?: string;
}
class RedriveMany extends Which {
  @Optional() @IsString() @Length(3, 500) reason?: string;
}
class DismissMany extends Which {
  @IsString() @Length(3, 500) reason!: string;
}

const queryOf = ({ limit = PAGE_USUAL, cursor, ...rest }: Which): QuarantineQuery => ({
  ...filterOf(rest),
  ...{ limit, ...(cursor === undefined ? {} : { cursor }) },
});

@Controller('v1/quarantine')
class SettleManyController {
  constructor(private readonly parts: IngestParts) {}

  @Post('redrive')
  @HttpCode(200)
  @Documented({
    operation: 'redriveQuarantine',
    tag: 'administration',
    summary: 'Try much refused input again, as it came',
    description:
      'What the filter chooses, oldest first, a page at a time (and at most 16 MiB of it). What is recorded now, or was there already, leaves ' +
      'the quarantine; the rest stays: `refused` again (`reasons` by code), in `conflict`, `unreadable`, or of a source that the key may not ' +
      'write for (`forbidden`). A page done again does no harm.',
    body: {
      schema: { type: 'object', properties: PROPERTIES },
      examples: {
        registered: {
          summary: 'All that was refused because a source was not registered',
          status: 200,
          value: { code: 'source-forbidden', reason: 'The tills are registered now' },
        },
        noMoment: { summary: 'From when', status: 400, value: { from: 'yesterday' } },
      },
    },
    answers: { ...ANSWERS, 503: 'Repeat after Retry-After' },
  })
  async redrive(@Body(controlPipe) wish: RedriveMany, @CallerOf() caller: Caller): Promise<object> {
    const { reason = null, ...which } = wish;
    const { settlement } = this.parts.admission;
    const done = await pageFrom(() =>
      orUnavailable(() => settlement.redriveMany(queryOf(which), reason, writerOf(caller))),
    );
    for (const status of ['accepted', 'duplicate', 'refused', 'conflict'] as const)
      if (done[status] > 0) this.parts.counted(status, done[status]);
    return done;
  }

  @Post('dismiss')
  @HttpCode(200)
  @Documented({
    operation: 'dismissQuarantine',
    tag: 'administration',
    summary: 'Give much refused input up',
    description:
      'What the filter chooses, oldest first, a page at a time. `source`, `code` or `key` must be said: nobody gives up everything by ' +
      'mistake. Texts become unreadable for ever; that they were, who gave them up and why is kept.',
    body: {
      schema: { type: 'object', required: ['reason'], properties: PROPERTIES },
      examples: {
        test: { summary: 'What a test sent', status: 200, value: { source: 'pos/test', reason: 'A test of the till' } },
        everything: { summary: 'Without a filter', status: 400, value: { reason: 'Away with it' } },
      },
    },
    answers: ANSWERS,
  })
  dismiss(@Body(controlPipe) { reason, ...which }: DismissMany, @CallerOf() caller: Caller): Promise<object> {
    if (which.source === undefined && which.code === undefined && which.key === undefined)
      throw invalid('say which by source, code or key');
    return pageFrom(() => this.parts.admission.settlement.dismissMany(queryOf(which), reason, writerOf(caller)));
  }
}

export const settleMany = { controllers: [SettleManyController], providers: [] };
