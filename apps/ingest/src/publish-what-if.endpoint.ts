import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { CallerOf, Documented, Optional, controlPipe, notFound, Problem, uuid, type Caller } from '@rapport/edge';
import { findWhatIf, markPublished } from '@rapport/read-db';
import { IsString, Length } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { IngestParts } from './parts';
import { publishRule } from './publish-rule';
import { PUBLISHED_RULE } from './published-rule.shape';

class Publication {
  @Optional() @IsString() @Length(3, 500) reason?: string;
}

@Controller('v1/what-ifs')
class PublishWhatIfController {
  constructor(private readonly parts: IngestParts) {}

  @Post(':id/publish')
  @HttpCode(200)
  @Documented({
    operation: 'publishWhatIf',
    tag: 'administration',
    summary: 'Publish the draft of a what-if as the next version of its rule',
    description:
      'The same as PUT /v1/rules/{rule} with its body, unless the rule has another version by now than the one that the what-if was ' +
      'compared with: then who moves is no longer what was looked at. It decides from the next close on.',
    params: { id: 'The what-if' },
    body: {
      schema: {
        type: 'object',
        properties: {
          reason: {
            type: 'string',
            minLength: 3,
            maxLength: 500,
            description: 'In the log as it is: nothing personal; that of the what-if when absent',
          },
        },
      },
      examples: { decided: { summary: 'A reason of its own', status: 404, value: { reason: 'Agreed with sales' } } },
    },
    answers: {
      200: { description: 'The rule is like that already', schema: PUBLISHED_RULE },
      201: { description: 'Published', schema: PUBLISHED_RULE },
      400: 'Some fields are not as they should be',
      404: 'There is no such what-if',
      409: 'It has no result, or the rule was changed since (`rule-changed-since`)',
      503: 'Repeat after Retry-After',
    },
  })
  async publish(
    @Param('id') given: string,
    @Body(controlPipe) { reason }: Publication,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const id = uuid('the id', given);
    const draft = await findWhatIf(this.parts.pool, id);
    if (!draft) throw notFound('what-if');
    const { state, rule, kind, params, effectiveFrom, basedOn } = draft;
    if (state !== 'ready' && state !== 'published') {
      throw new Problem(409, 'what-if-cannot', `a what-if that is ${state} cannot be published`, { state });
    }
    const wish = { rule, kind, params, effectiveFrom, reason: reason ?? draft.reason, by: caller.keyId };
    const { version, isNew, position } = await publishRule(this.parts, wish, new Date(), basedOn);
    await markPublished(this.parts.pool, id, version.version);
    void reply.code(isNew ? 201 : 200).header('rapport-position', position);
    return { ...version, position };
  }
}

export const publishWhatIf = { controllers: [PublishWhatIfController], providers: [] };
