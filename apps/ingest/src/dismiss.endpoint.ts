import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { CallerOf, Documented, controlPipe, type Caller } from '@rapport/edge';
import { IsString, Length } from 'class-validator';
import { notSettled } from './not-settled';
import { IngestParts } from './parts';
import { writerOf } from './writer';

class Dismissal {
  @IsString() @Length(3, 500) reason!: string;
}

@Controller('v1/quarantine')
class DismissController {
  constructor(private readonly parts: IngestParts) {}

  @Post(':id/dismiss')
  @HttpCode(204)
  @Documented({
    operation: 'dismissQuarantined',
    tag: 'administration',
    summary: 'Give refused input up',
    description: 'Its text becomes unreadable for ever; that it was, who gave it up and why is kept.',
    params: { id: 'From the refusal or the list' },
    body: {
      schema: {
        type: 'object',
        required: ['reason'],
        properties: {
          reason: { type: 'string', minLength: 3, maxLength: 500, description: 'Kept as it is: nothing personal' },
        },
      },
      examples: {
        test: { summary: 'There is no such entry', status: 404, value: { reason: 'A test of the till' } },
        noReason: { summary: 'Without a reason', status: 400, value: {} },
      },
    },
    answers: {
      204: 'It is gone',
      400: 'Some fields are not as they should be',
      403: 'The key may not write events of its source',
      404: 'Nothing has this id',
    },
  })
  async dismiss(
    @Param('id') id: string,
    @Body(controlPipe) { reason }: Dismissal,
    @CallerOf() caller: Caller,
  ): Promise<void> {
    const answer = await this.parts.admission.settlement.dismiss(id, reason, writerOf(caller));
    if (answer.status === 'not-settled') throw notSettled(answer);
  }
}

export const dismiss = { controllers: [DismissController], providers: [] };
