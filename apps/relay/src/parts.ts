import type { AccessKeys } from '@rapport/edge';
import type { EventStore } from '@rapport/event-store';
import type { TopicsReport } from './kafka/topics-report';
import type { Webhooks } from './webhooks/webhooks';

/** What the endpoints of relay work with; a class, so that Nest can name it. */
export abstract class RelayParts {
  abstract readonly store: EventStore;
  /** Null: this process speaks to no Kafka. */
  abstract readonly topics: TopicsReport | null;
  abstract readonly webhooks: Webhooks;
  /** Asked again while a stream is open: it ends when its key does. */
  abstract readonly keys: Pick<AccessKeys, 'authenticate'>;
}
