import { randomUUID } from 'node:crypto';
import { Body, Controller, Delete, Get, Header, HttpCode, Param, ParseUUIDPipe, Patch, Post } from '@nestjs/common';
import { CallerOf, Documented, Problem, controlPipe, notFound, shapes, type Caller } from '@rapport/edge';
import { Type } from 'class-transformer';
import { IsBoolean, IsObject, IsString, Length, ValidateNested } from 'class-validator';
import { knownFilterOf } from '../known-filter';
import { RelayParts } from '../parts';
import { add, change, remove, subscriptions } from './book';
import { requireTarget } from './check-target';
import { MayBeAbsent } from './may-be-absent';
import { placeIn } from './place';
import { shown } from './shown';
import { newSecret } from './signature';
import { EXAMPLES, NEW_WEBHOOK, WEBHOOK, WEBHOOK_CHANGE, WEBHOOK_ID, WITH_SECRET } from './webhook.about';

/** Each one holds connections and memory while its target is slow. */
const WEBHOOKS_MAX = 100;

class Filter {
  @MayBeAbsent() @IsString() @Length(1, 2_000) type?: string;
  @MayBeAbsent() @IsString() @Length(1, 500) channel?: string;
  @MayBeAbsent() @IsString() @Length(1, 100) handle?: string;
}

class Wishes {
  @MayBeAbsent() @IsObject() @ValidateNested() @Type(() => Filter) filter?: Filter;
  @MayBeAbsent() @IsBoolean() enabled?: boolean;
  @MayBeAbsent() @IsString() @Length(1, 100) after?: string;
}

class NewWebhook extends Wishes {
  @IsString() @Length(1, 100) name!: string;
  @IsString() @Length(1, 2_000) url!: string;
}

class WebhookChange extends Wishes {
  @MayBeAbsent() @IsString() @Length(1, 100) name?: string;
  @MayBeAbsent() @IsString() @Length(1, 2_000) url?: string;
}

@Controller('v1/webhooks')
class WebhooksController {
  constructor(private readonly parts: RelayParts) {}

  @Post()
  @Documented({
    operation: 'subscribeWebhook',
    tag: 'webhooks',
    summary: 'Subscribe a URL to events',
    description:
      'Each event that passes the filter is posted there as a CloudEvent (structured mode), signed by the Standard Webhooks specification, at least once and under the same `webhook-id`. The secret is in this answer and nowhere else. It begins with what comes from now on, or `after` a position.',
    body: { schema: NEW_WEBHOOK, examples: EXAMPLES },
    answers: {
      201: { description: 'Made', schema: WITH_SECRET },
      400: 'Some fields are not as they should be',
      409: 'There are as many as there may be, or the position is of another history',
      422: 'The target must not be called',
    },
  })
  async create(@Body(controlPipe) given: NewWebhook, @CallerOf() caller: Caller): Promise<object> {
    const { webhooks } = this.parts;
    const { name, url, filter = {}, enabled = true, after = 'now' } = given;
    knownFilterOf({ ...filter });
    await requireTarget(url, webhooks.config, webhooks.resolve);
    const place = await placeIn(webhooks.store, after);
    const [id, secret] = [randomUUID(), newSecret()];
    const status = enabled ? 'active' : 'paused';
    const one = { id, name, url, filter, status, by: caller.keyId, after: place } as const;
    if (!(await add(webhooks.pool, { ...one, locked: webhooks.lock(id, secret) }, WEBHOOKS_MAX)))
      throw new Problem(409, 'too-many-webhooks', `there are ${WEBHOOKS_MAX} webhooks already`);
    webhooks.changed();
    return { webhook: await this.show(id), secret };
  }

  @Get()
  @Header('cache-control', 'no-store')
  @Documented({
    operation: 'listWebhooks',
    tag: 'webhooks',
    summary: 'All webhooks: how far they are, and what is wrong with them',
    answers: {
      200: {
        description: 'Oldest first',
        schema: shapes.record({ webhooks: shapes.listOf(WEBHOOK) }),
      },
    },
  })
  async list(): Promise<object> {
    const { webhooks } = this.parts;
    const [all, { position: head }] = [await subscriptions(webhooks.pool), await webhooks.store.head()];
    return { webhooks: all.map((one) => shown(one, head)) };
  }

  @Get(':id')
  @Header('cache-control', 'no-store')
  @Documented({
    operation: 'showWebhook',
    tag: 'webhooks',
    summary: 'One webhook',
    params: WEBHOOK_ID,
    answers: { 200: { description: 'As it is', schema: WEBHOOK }, 400: 'The id is none', 404: 'Nothing has this id' },
  })
  async show(@Param('id', ParseUUIDPipe) id: string): Promise<object> {
    const { webhooks } = this.parts;
    const [one] = await subscriptions(webhooks.pool, id);
    if (!one) throw notFound('webhook');
    return shown(one, (await webhooks.store.head()).position);
  }

  @Patch(':id')
  @Documented({
    operation: 'changeWebhook',
    tag: 'webhooks',
    summary: 'Change a webhook, switch it off or on',
    description:
      'What is absent stays. While it is off its place is kept, and it goes on from there. A new filter counts from that place on. `enabled: true` also lets a disabled one go on; what waits is then due at once. `after` moves the place: what lies between is not told, or told again.',
    params: WEBHOOK_ID,
    body: {
      schema: WEBHOOK_CHANGE,
      examples: {
        off: { summary: 'There is no such webhook', status: 404, value: { enabled: false } },
        word: { summary: 'enabled is true or false', status: 400, value: { enabled: 'no' } },
      },
    },
    answers: {
      200: { description: 'As it is now', schema: WEBHOOK },
      400: 'Some fields are not as they should be',
      404: 'Nothing has this id',
      409: 'The position is of another history',
      422: 'The target must not be called',
    },
  })
  async change(@Param('id', ParseUUIDPipe) id: string, @Body(controlPipe) given: WebhookChange): Promise<object> {
    const { webhooks } = this.parts;
    const { name, url, filter, enabled, after } = given;
    if (filter !== undefined) knownFilterOf({ ...filter });
    if (url !== undefined) await requireTarget(url, webhooks.config, webhooks.resolve);
    const changed = await change(webhooks.pool, id, {
      ...(name !== undefined && { name }),
      ...(url !== undefined && { url }),
      ...(filter !== undefined && { filter: { ...filter } }),
      ...(enabled !== undefined && { status: enabled ? ('active' as const) : ('paused' as const) }),
      ...(after !== undefined && { after: await placeIn(webhooks.store, after) }),
    });
    if (!changed) throw notFound('webhook');
    webhooks.changed();
    return this.show(id);
  }

  @Delete(':id')
  @HttpCode(204)
  @Documented({
    operation: 'removeWebhook',
    tag: 'webhooks',
    summary: 'End a webhook for ever',
    description:
      'Its secrets and deliveries are gone, dead letters too. Which part of the log it has received stays known, for certificates of erasures.',
    params: WEBHOOK_ID,
    answers: { 204: 'Ended', 400: 'The id is none', 404: 'Nothing has this id' },
  })
  async remove(@Param('id', ParseUUIDPipe) id: string): Promise<void> {
    if (!(await remove(this.parts.webhooks.pool, id))) throw notFound('webhook');
    this.parts.webhooks.changed();
  }
}

export const webhooks = { controllers: [WebhooksController], providers: [] };
