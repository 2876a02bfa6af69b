import { Body, Controller, Param, Put, Res } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CallerOf, Documented, controlPipe, type Caller } from '@rapport/edge';
import { ruleParamsInWords } from '@rapport/decisions';
import type { FastifyReply } from 'fastify';
import { IngestParts } from './parts';
import { publishRule, type PublishedRule } from './publish-rule';
import { PUBLISHED_RULE } from './published-rule.shape';
import { NewVersion, RULE_BODY, ruleWish } from './rule-wish';

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
    return publishRule(this.parts, ruleWish(rule, wanted, caller), new Date());
  }
}

@Controller('v1/rules')
class RuleVersionsController {
  constructor(private readonly commands: CommandBus) {}

  @Put(':rule')
  @Documented({
    operation: 'publishRule',
    tag: 'administration',
    summary: 'Publish a version of a rule, or a new rule of a known kind',
    description:
      'It decides from the next close on; closes that were stay as they are. What `params` leaves out is as in the default ' +
      'rule of the kind. Two rules of one kind stand side by side: a pyramid on gross and one on net, say.',
    params: { rule: 'Name of the rule: small letters, digits, hyphens' },
    body: {
      schema: RULE_BODY(ruleParamsInWords()),
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
      200: { description: 'The rule is like that already', schema: PUBLISHED_RULE },
      201: { description: 'Published', schema: PUBLISHED_RULE },
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
