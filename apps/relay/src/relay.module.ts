import { Module, type DynamicModule } from '@nestjs/common';
import { endpointModule } from '@rapport/edge';
import { asyncApiDocument } from './asyncapi.endpoint';
import { eventStream } from './event-stream.endpoint';
import { events } from './events.endpoint';
import { RelayParts } from './parts';
import { topics } from './topics.endpoint';
import { webhookActions } from './webhooks/webhook-actions.endpoint';
import { webhookDeliveries } from './webhooks/webhook-deliveries.endpoint';
import { webhooks } from './webhooks/webhooks.endpoint';

@Module({})
class RelayModule {}

/** What a process must bring to host relay; opened and closed by the process. */
export type RelayDeps = RelayParts;

const endpoints = [events, eventStream, asyncApiDocument, topics, webhooks, webhookActions, webhookDeliveries];

/** The endpoints that hand on the log as it is. */
export const relayModule = (parts: RelayDeps): DynamicModule =>
  endpointModule(RelayModule, endpoints, [{ provide: RelayParts, useValue: parts }]);
