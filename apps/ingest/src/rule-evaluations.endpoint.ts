import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CallerOf, controlPipe, Documented, invalid, Optional, type Caller } from '@rapport/edge';
import { isDay } from '@rapport/events';
import { IsInt, Matches, Max, Min } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { judgeRule, type JudgedRule } from './judge-rule';
import { MODEL_EVALUATION } from './model-evaluation.shape';
import { IngestParts } from './parts';

const RULE = /^[a-z][a-z0-9-]{0,59}$/;
/** Ten years. */
const DAYS_MAX = 3_660;

class Wanted {
  @IsInt() @Min(1) @Max(DAYS_MAX) holdoutDays!: number;
  @Optional() @Matches(/^\d{4}-\d\d-\d\d$/) until?: string;
}

class JudgeRule extends Command<JudgedRule> {
  constructor(
    readonly rule: string,
    readonly wanted: Wanted,
    readonly caller: Caller,
  ) {
    super();
  }
}

@CommandHandler(JudgeRule)
class JudgeRuleHandler implements ICommandHandler<JudgeRule> {
  constructor(private readonly parts: IngestParts) {}

  execute({ rule, wanted: { holdoutDays, until }, caller }: JudgeRule): Promise<JudgedRule> {
    if (!RULE.test(rule)) throw invalid('a rule’s name is small letters, digits and hyphens, 60 at most');
    if (until !== undefined && !isDay(until)) throw invalid('there is no such day');
    const span = { holdoutDays, ...(until !== undefined && { until }) };
    return judgeRule(this.parts, { rule, ...span, by: caller.keyId }, () => new Date());
  }
}

@Controller('v1/rules')
class RuleEvaluationsController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':rule/evaluations')
  @HttpCode(201)
  @Documented({
    operation: 'evaluateRule',
    tag: 'administration',
    summary: 'Hold a rule’s model against days that it has not seen',
    description:
      'Everything is frozen `holdoutDays` before the last closed day (or before `until`), the model is fitted to what was there, and held against what ' +
      'happened since: AUC, lift, calibration, precision and recall by level, beside plain baselines. Takes seconds, in a thread of its own. ' +
      'Kept as an event, and listed with the models of the rule. What decides stays as it is.',
    params: { rule: 'Name of a rule of the kind churn or contract-churn' },
    body: {
      schema: {
        type: 'object',
        required: ['holdoutDays'],
        properties: {
          holdoutDays: { type: 'integer', minimum: 1, maximum: DAYS_MAX, description: '91 = 13 weeks' },
          until: {
            type: 'string',
            format: 'date',
            description: 'Last day of the outcome; at most, and when absent, the last closed day',
          },
        },
      },
      examples: {
        quarter: {
          summary: 'Thirteen weeks, of a rule that nobody has published',
          status: 404,
          value: { holdoutDays: 91 },
        },
        none: { summary: 'No days', status: 400, value: { holdoutDays: 0 } },
      },
    },
    answers: {
      201: { description: 'What came of it', schema: MODEL_EVALUATION },
      400: 'Some fields are not as they should be',
      404: 'There is no such rule',
      409: 'No day has been closed yet',
      422: 'The rule rests on no model, or too little is known by the frozen day',
      503: 'Repeat after Retry-After',
    },
  })
  async judge(
    @Param('rule') rule: string,
    @Body(controlPipe) wanted: Wanted,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { eventId, position, data } = await this.commands.execute(new JudgeRule(rule, wanted, caller));
    void reply.header('rapport-position', position);
    return { eventId, position, ...data };
  }
}

export const ruleEvaluations = { controllers: [RuleEvaluationsController], providers: [JudgeRuleHandler] };
