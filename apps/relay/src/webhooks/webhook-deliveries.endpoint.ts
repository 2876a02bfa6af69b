import { Controller, Get, Header, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { Documented, invalid, notFound, oneOf, parametersOf, wholeNumber } from '@rapport/edge';
import { RelayParts } from '../parts';
import { subscriptions } from './book';
import { DELIVERIES, STATES } from './delivery.shape';
import { listDeliveries } from './list-deliveries';
import { WEBHOOK_ID } from './webhook.about';

const LIMIT_MAX = 500;

@Controller('v1/webhooks')
class WebhookDeliveriesController {
  constructor(private readonly parts: RelayParts) {}

  @Get(':id/deliveries')
  @Header('cache-control', 'no-store')
  @Documented({
    operation: 'listWebhookDeliveries',
    tag: 'webhooks',
    summary: 'Deliveries of a webhook with their attempts, newest first',
    description:
      'What waits, dead letters, and the newest 10,000 that arrived. Each with its newest twenty attempts: when, the status that was answered, what was wrong, how long it took. Nothing that a target answered is kept.',
    params: WEBHOOK_ID,
    query: {
      state: { type: 'string', enum: [...STATES], description: 'Only these' },
      limit: { type: 'integer', minimum: 1, maximum: LIMIT_MAX, description: 'At most that many; 100 when absent' },
      cursor: { type: 'string', description: '`next` of the page before' },
    },
    answers: {
      200: { description: 'A page', schema: DELIVERIES },
      400: 'A parameter is unknown or not well formed',
      404: 'Nothing has this id',
    },
  })
  async list(@Param('id', ParseUUIDPipe) id: string, @Query() query: unknown): Promise<object> {
    const { pool } = this.parts.webhooks;
    const { state, limit, cursor } = parametersOf(query, ['state', 'limit', 'cursor'] as const);
    if (cursor !== undefined && !/^\d{1,18}$/.test(cursor)) throw invalid('the cursor is not one of ours');
    const most = wholeNumber('limit', limit, 100, LIMIT_MAX);
    const chosen = oneOf('state', state, STATES) ?? null;
    if ((await subscriptions(pool, id)).length === 0) throw notFound('webhook');
    const found = await listDeliveries(pool, id, chosen, cursor ?? null, most + 1);
    const page = found.slice(0, most);
    return { deliveries: page, next: found.length > most ? page.at(-1)!.delivery : null };
  }
}

export const webhookDeliveries = { controllers: [WebhookDeliveriesController], providers: [] };
