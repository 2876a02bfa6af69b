import { Body, Controller, Param, Put, Res } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CallerOf, Documented, Optional, controlPipe, invalid } from '@rapport/edge';
import type { Caller } from '@rapport/edge';
import { ruleParamsInWords } from '@rapport/decisions';
import { isDay, RULE_KINDS, type RuleKindName } from '@rapport/events';
import { SINCE_EVER } from '@rapport/read-db';
import { IsIn, IsObject, IsString, Length, Matches } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { IngestParts } from './parts';
import { publishRule, type PublishedRule } from './publish-rule';

const RULE = /^[a-z][a-z0-9-]{0,59}$/;

class NewVersion {
  @IsIn(RULE_KINDS) kind!: RuleKindName;
  @Optional() @IsObject() params?: Record<string, unknown>;
  @Optional() @Matches(/^\d{4}-\d\d-\d\d$/) effectiveFrom?: string;
  @IsString() @Length(3, 500) reason!: string;
}

class PublishRuleVersion extends Command<PublishedRule> {
  constructor(
    readonly rule: string,
    readonly wanted: NewVersion,
    readonly caller: Caller,
  ) {
    super();
  }
}

@CommandHandler(PublishRuleVersion)
class PublishRuleVersionHandler implements ICommandHandler<PublishRuleVersion> {
  constructor(private readonly parts: IngestParts) {}

  execute({ rule, wanted, caller }: PublishRuleVersion): Promise<PublishedRule> {
    const { kind, params = {}, effectiveFrom = SINCE_EVER, reason } = wanted;
    if (!RULE.test(rule)) throw invalid('a rule’s name is small letters, digits and hyphens, 60 at most');
    if (!isDay(effectiveFrom)) throw invalid('there is no such day');
    return publishRule(this.parts, { rule, kind, params, effectiveFrom, reason, by: caller.keyId }, new Date());
  }
}

@Controller('v1/rules')
class RuleVersionsController {
  constructor(private readonly commands: CommandBus) {}

  @Put(':rule')
  @Documented({
    tag: 'administration',
    summary: 'Publish a version of a rule, or a new rule of a known kind',
    description:
      'It decides from the next close on; closes that were stay as they are. What `params` leaves out is as in the default ' +
      'rule of the kind. Two rules of one kind stand side by side: a pyramid on gross and one on net, say.',
    params: { rule: 'Name of the rule: small letters, digits, hyphens' },
    body: {
      schema: {
        type: 'object',
        required: ['kind', 'reason'],
        properties: {
          kind: { type: 'string', enum: [...RULE_KINDS], description: 'Never changes for a rule' },
          params: { type: 'object', description: ruleParamsInWords() },
          effectiveFrom: { type: 'string', format: 'date', description: 'First day whose close it decides; every day when absent' }, // prettier-ignore
          reason: {
            type: 'string',
            minLength: 3,
            maxLength: 500,
            description: 'In the log as it is: nothing personal',
          },
        },
      },
      examples: {
        gross: {
          summary: 'A pyramid on gross, beside the default one',
          status: 201,
          value: { kind: 'pyramid', params: { basis: 'gross', window: 'all' }, reason: 'Marketing plans by turnover' },
        },
        wrong: {
          summary: 'There is no such basis',
          status: 422,
          value: { kind: 'pyramid', params: { basis: 'profit' }, reason: 'Marketing plans by profit' },
        },
      },
    },
    answers: {
      200: 'The rule is like that already',
      201: 'Published',
      400: 'Some fields are not as they should be',
      409: 'The rule is of another kind',
      422: 'Parameters are wrong; `faults` lists them',
      503: 'Repeat after Retry-After',
    },
  })
  async publish(
    @Param('rule') rule: string,
    @Body(controlPipe) wanted: NewVersion,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { version, isNew, position } = await this.commands.execute(new PublishRuleVersion(rule, wanted, caller));
    void reply.code(isNew ? 201 : 200).header('rapport-position', position);
    return { ...version, position };
  }
}

export const ruleVersions = { controllers: [RuleVersionsController], providers: [PublishRuleVersionHandler] };
