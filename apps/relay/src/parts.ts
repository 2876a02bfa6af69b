import type { EventStore } from '@rapport/event-store';

/** What the endpoints of relay work with; a class, so that Nest can name it. */
export abstract class RelayParts {
  abstract readonly store: EventStore;
}
