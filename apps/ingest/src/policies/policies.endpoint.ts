import { Body, Controller, HttpCode, Param, Post, Put, Res } from '@nestjs/common';
import { CallerOf, controlPipe, Documented, type Caller } from '@rapport/edge';
import { IsObject, IsString, Length } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { IngestParts } from '../parts';
import { POLICY_PARAM, POLICY_SCHEMA, REASON_SCHEMA, SAVE_KEY_ACCOUNTS } from './policy.about';
import { PUBLISHED_POLICY, STOPPED_POLICY } from './policy.shape';
import { policyName, publishPolicy, stopPolicy } from './publish-policy';

class NewPolicy {
  @IsObject() definition!: Record<string, unknown>;
  @IsString() @Length(3, 500) reason!: string;
}
class Stop {
  @IsString() @Length(3, 500) reason!: string;
}

@Controller('v1/policies')
class PoliciesController {
  constructor(private readonly parts: IngestParts) {}

  @Put(':policy')
  @Documented({
    operation: 'publishPolicy',
    tag: 'administration',
    summary: 'Publish a policy, or a new version of it',
    description:
      'A closed language (docs/how-to/act-by-policy.md); nothing of the document is run. It acts on what is recorded from then on, never on the ' +
      'past, on imported history or in a replay; what its version before has begun ends as that one says. Try it first: POST …/dry-run.',
    params: POLICY_PARAM,
    body: {
      schema: {
        type: 'object',
        required: ['definition', 'reason'],
        properties: { definition: POLICY_SCHEMA, reason: REASON_SCHEMA },
      },
      examples: {
        save: {
          summary: 'Key accounts are called before they leave',
          status: 201,
          value: { definition: SAVE_KEY_ACCOUNTS, reason: 'Agreed with sales' },
        },
        noPurpose: {
          summary: 'A mail needs a purpose that people can consent to',
          status: 422,
          value: {
            definition: { on: ['CaseClosed'], actions: [{ kind: 'mail', template: 'thanks' }] },
            reason: 'Thank you mails',
          },
        },
      },
    },
    answers: {
      200: { description: 'It is like that already', schema: PUBLISHED_POLICY },
      201: { description: 'Published', schema: PUBLISHED_POLICY },
      400: 'Some fields are not as they should be',
      422: 'Something in it cannot be; `faults` lists each place (JSON Pointer) and what is allowed there',
      503: 'Repeat after Retry-After',
    },
  })
  async publish(
    @Param('policy') policy: string,
    @Body(controlPipe) wanted: NewPolicy,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const wish = { policy: policyName(policy), ...wanted, by: caller.keyId };
    const { version, isNew, position } = await publishPolicy(this.parts, wish, new Date());
    void reply.code(isNew ? 201 : 200).header('rapport-position', position);
    const { holdoutKey: _, ...shown } = version;
    return { ...shown, position };
  }

  @Post(':policy/stop')
  @HttpCode(200)
  @Documented({
    operation: 'stopPolicy',
    tag: 'administration',
    summary: 'Stop a policy',
    description:
      'It acts on nothing any more; what waits for the end of quiet hours is held back. Publish it again to go on.',
    params: POLICY_PARAM,
    body: {
      schema: { type: 'object', required: ['reason'], properties: { reason: REASON_SCHEMA } },
      examples: { noReason: { summary: 'Without a reason', status: 400, value: {} } },
    },
    answers: {
      200: { description: 'Stopped', schema: STOPPED_POLICY },
      400: 'Some fields are not as they should be',
      404: 'No policy of this name acts',
      503: 'Repeat after Retry-After',
    },
  })
  async stop(
    @Param('policy') policy: string,
    @Body(controlPipe) { reason }: Stop,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const name = policyName(policy);
    const { version, position } = await stopPolicy(this.parts, { policy: name, reason, by: caller.keyId }, new Date());
    void reply.header('rapport-position', position);
    return { policy: name, version, stopped: true, position };
  }
}

export const policies = { controllers: [PoliciesController], providers: [] };
