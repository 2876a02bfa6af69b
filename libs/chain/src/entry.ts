import { ordinalOf, type StoredEvent } from '@rapport/event-store';
import { headOf, sha256, type Entry } from './link';

/** What the chain keeps of a stored event. */
export const entryOf = (event: StoredEvent): Entry => ({
  ordinal: ordinalOf(event.position),
  head: headOf(event),
  body: sha256(event.body),
});
