import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { Documented, Problem, controlPipe, invalid, notFound, shapes } from '@rapport/edge';
import { IsBoolean, IsInt, IsString, Length, Matches, Max, Min } from 'class-validator';
import { RelayParts } from '../parts';
import { rotate, subscriptions } from './book';
import { ERROR, MS, STATUS } from './delivery.shape';
import { MayBeAbsent } from './may-be-absent';
import { verdictOf } from './judge';
import { placeIn } from './place';
import { type Wish, redrive } from './redrives';
import { newSecret } from './signature';
import { SECRET, WEBHOOK_ID } from './webhook.about';

const OVERLAP_HOURS = 24;
const OVERLAP_MAX_HOURS = 24 * 30;
const SECRETS_MAX = 5;
const HOUR_MS = 3_600_000;

const { flag, id: uuid, maybe, moment, record, whole } = shapes;

class Rotation {
  @MayBeAbsent() @IsInt() @Min(0) @Max(OVERLAP_MAX_HOURS) overlapHours?: number;
}

class Redrive {
  @MayBeAbsent() @Matches(/^\d{1,18}$/) delivery?: string;
  @MayBeAbsent() @IsBoolean() dead?: boolean;
  @MayBeAbsent() @IsString() @Length(1, 100) after?: string;
  @MayBeAbsent() @IsString() @Length(1, 100) until?: string;
}

@Controller('v1/webhooks')
class WebhookActionsController {
  constructor(private readonly parts: RelayParts) {}

  @Post(':id/rotate')
  @HttpCode(200)
  @Documented({
    operation: 'rotateWebhookSecret',
    tag: 'webhooks',
    summary: 'Give a webhook a new secret',
    description:
      'Until `oldUntil` each message has a signature by the old secret as well, so that the receiver may change at any moment before. `overlapHours: 0` ends the old one at once.',
    params: WEBHOOK_ID,
    body: {
      schema: {
        type: 'object',
        properties: {
          overlapHours: {
            ...{ type: 'integer', minimum: 0, maximum: OVERLAP_MAX_HOURS },
            description: `How long the old secret signs as well; ${OVERLAP_HOURS} when absent`,
          },
        },
      },
      examples: {
        day: { summary: 'There is no such webhook', status: 404, value: { overlapHours: 24 } },
        never: { summary: 'Hours are counted', status: 400, value: { overlapHours: -1 } },
      },
    },
    answers: {
      200: {
        description: 'The new secret',
        schema: record({ secret: SECRET, oldUntil: moment('When the last of the old ones ends') }),
      },
      400: 'Some fields are not as they should be',
      404: 'Nothing has this id',
      409: 'Too many secrets sign already',
    },
  })
  async rotate(@Param('id', ParseUUIDPipe) id: string, @Body(controlPipe) given: Rotation): Promise<object> {
    const { webhooks } = this.parts;
    const secret = newSecret();
    const overlapMs = (given.overlapHours ?? OVERLAP_HOURS) * HOUR_MS;
    const until = await rotate(webhooks.pool, id, webhooks.lock(id, secret), overlapMs, SECRETS_MAX);
    if (until === false) throw notFound('webhook');
    if (until === 'too-many')
      throw new Problem(409, 'too-many-secrets', `${SECRETS_MAX} secrets sign already; wait until one has ended`);
    webhooks.changed();
    return { secret, oldUntil: until.toISOString() };
  }

  @Post(':id/test')
  @HttpCode(200)
  @Documented({
    operation: 'testWebhook',
    tag: 'webhooks',
    summary: 'Send a webhook a message that tells nothing',
    description:
      'Once, signed like all others, with type `io.rapport.webhook-test.v1`, also while the webhook is off. The answer says what came of it.',
    params: WEBHOOK_ID,
    answers: {
      200: {
        description: 'What came of it',
        schema: record({ delivered: flag(), status: STATUS, error: ERROR, ms: MS }),
      },
      400: 'The id is none',
      404: 'Nothing has this id',
    },
  })
  async test(@Param('id', ParseUUIDPipe) id: string): Promise<object> {
    const { webhooks } = this.parts;
    const [one] = await subscriptions(webhooks.pool, id);
    if (!one) throw notFound('webhook');
    const reply = await webhooks.test(id, one.url);
    const { kind, error } = verdictOf(reply, Date.now());
    return { delivered: kind === 'delivered', status: reply.status, error, ms: reply.ms };
  }

  @Post(':id/redrive')
  @HttpCode(202)
  @Documented({
    operation: 'redriveWebhook',
    tag: 'webhooks',
    summary: 'Send dead letters or a range of the log once more',
    description:
      'One dead letter (`delivery`), all of them (`dead: true`), or what passes the filter in a range of the log: after `after` up to and including `until` (the end of the log when absent). Under the same `webhook-id`, with a header `rapport-redrive`, so that a receiver can tell it from news.',
    params: WEBHOOK_ID,
    body: {
      schema: {
        type: 'object',
        properties: {
          delivery: { type: 'string', description: 'From the list of deliveries' },
          dead: { type: 'boolean' },
          after: { type: 'string', description: 'A position, or `beginning`' },
          until: { type: 'string', description: 'A position, or `now`' },
        },
      },
      examples: {
        dead: { summary: 'There is no such webhook', status: 404, value: { dead: true } },
        nothing: { summary: 'It must say what', status: 400, value: {} },
      },
    },
    answers: {
      202: {
        description: 'They wait',
        schema: record({
          redrive: uuid('The name of this re-drive'),
          deadLetters: maybe(whole('How many wait again; null for a range')),
        }),
      },
      400: 'Some fields are not as they should be',
      404: 'Nothing has this id, or the delivery is no dead letter',
      409: 'A position is of another history',
    },
  })
  async redrive(@Param('id', ParseUUIDPipe) id: string, @Body(controlPipe) given: Redrive): Promise<object> {
    const { webhooks } = this.parts;
    const wish = await this.wishOf(given);
    const done = await redrive(webhooks.pool, id, wish);
    if (!done) throw notFound('webhook');
    if ('delivery' in wish && wish.delivery !== null && done.deadLetters === 0) throw notFound('dead letter');
    webhooks.changed();
    return done;
  }

  private async wishOf({ delivery, dead, after, until }: Redrive): Promise<Wish> {
    const { store } = this.parts.webhooks;
    const ways = [delivery !== undefined, dead === true, after !== undefined].filter(Boolean).length;
    if (ways !== 1 || (until !== undefined && after === undefined))
      throw invalid('say what is to be sent once more: delivery, dead: true, or after with or without until');
    if (after === undefined) return { delivery: delivery ?? null };
    const range = { after: await placeIn(store, after), until: await placeIn(store, until ?? 'now', 'until') };
    if (range.after >= range.until) throw invalid('until must lie behind after');
    return range;
  }
}

export const webhookActions = { controllers: [WebhookActionsController], providers: [] };
