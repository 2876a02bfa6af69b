import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { CallerOf, Documented, controlPipe, type Caller } from '@rapport/edge';
import { ruleParamsInWords } from '@rapport/decisions';
import type { WhatIf } from '@rapport/read-db';
import type { FastifyReply } from 'fastify';
import { IngestParts } from './parts';
import { REQUESTED_WHAT_IF } from './requested-what-if.shape';
import { NewVersion, RULE_BODY, ruleWish } from './rule-wish';
import { askWhatIf } from './ask-what-if';

@Controller('v1/rules')
class WhatIfController {
  constructor(private readonly parts: IngestParts) {}

  @Post(':rule/what-if')
  @HttpCode(202)
  @Documented({
    operation: 'askWhatIf',
    tag: 'administration',
    summary: 'Ask what a rule would have decided if it were otherwise',
    description:
      'The body is that of PUT. The projector goes through the whole history with this draft as if it had been published before the first ' +
      'close, and compares with what was decided: who is elsewhere, since when, what they are worth. Nothing that is live changes, ' +
      'nothing is written to the log, nothing is sent. With `effectiveFrom` the closes before that day are as they were.',
    params: { rule: 'Name of the rule, which may be new: small letters, digits, hyphens' },
    body: {
      schema: RULE_BODY(ruleParamsInWords()),
      examples: {
        margin: {
          summary: 'Who would move if the pyramid ranked by margin?',
          status: 202,
          value: { kind: 'pyramid', params: { basis: 'margin' }, reason: 'Sales plans by margin' },
        },
        wrong: {
          summary: 'There is no such basis',
          status: 422,
          value: { kind: 'pyramid', params: { basis: 'profit' }, reason: 'Marketing plans by profit' },
        },
      },
    },
    answers: {
      202: { description: 'Asked for; see GET /v1/what-ifs/{id}', schema: REQUESTED_WHAT_IF },
      400: 'Some fields are not as they should be',
      409: 'The rule is of another kind, or too many what-ifs wait for their turn',
      422: 'Parameters are wrong; `faults` lists them',
      503: 'Repeat after Retry-After',
    },
  })
  async ask(
    @Param('rule') rule: string,
    @Body(controlPipe) wanted: NewVersion,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WhatIf> {
    const asked = await askWhatIf(this.parts, ruleWish(rule, wanted, caller));
    void reply.header('location', `/v1/what-ifs/${asked.id}`);
    return asked;
  }
}

export const whatIf = { controllers: [WhatIfController], providers: [] };
