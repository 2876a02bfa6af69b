import type { EventStore, StoredEvent } from '@rapport/event-store';
import { entryOf } from '../entry';
import { readHead, type Entry, type Head } from '../link';
import { namedEntry, namedEvent, type Finding } from './finding';
import type { Difference } from './walk';

/** Where an explanation may look. */
export interface Surroundings {
  readonly store: Pick<EventStore, 'find'>;
  /** The evidence from the difference on. */
  readonly evidence: AsyncIterable<Entry>;
}

const PARTS = ['stream', 'version', 'type', 'recordedAt'] as const;

/** Names what proven evidence and the store differ in, by the first event that is not where or as it was recorded. */
export const explainDifference = async (
  { event, entry }: Difference,
  { store, evidence }: Surroundings,
): Promise<Finding> => {
  const recorded = readHead(entry.head);
  const told = namedEntry(entry);
  if (event?.id === recorded.id) return certain('edited', told, changesOf(event, entry, recorded));
  const [elsewhere] = await store.find([recorded.id]);
  if (event === undefined) {
    return elsewhere
      ? certain('reordered', told, `it stands at position ${namedEvent(elsewhere).position} now`)
      : certain('cut', told, 'the log ends before it: this event and all that followed it are gone');
  }
  const known = await placeIn(evidence, event.id);
  if (known === null) {
    if (elsewhere)
      return certain('inserted', namedEvent(event), `it was never recorded; ${named(recorded)} comes next`);
    return entryOf(event).body === entry.body && event.stream === recorded.stream && event.version === recorded.version
      ? certain('edited', told, `its event id is ${event.id} now`)
      : certain('replaced', told, `${named(event)}, which was never recorded, stands in its place`);
  }
  if (!elsewhere) return certain('deleted', told, `it is gone; ${named(event)} stands where it was`);
  // The follower of what is missing has moved up, or something has come in from further behind.
  return known === 1
    ? certain('reordered', told, `it stands at position ${namedEvent(elsewhere).position} now`)
    : certain('reordered', namedEvent(event), `it was recorded later and stands before ${named(recorded)} now`);
};

const certain = (kind: Finding['kind'], event: Finding['event'], detail: string): Finding => ({
  ...{ kind, event, detail },
  between: null,
});

const named = ({ id, type }: Pick<Head, 'id' | 'type'>): string => `event ${id} (${type})`;

const changesOf = (event: StoredEvent, entry: Entry, recorded: Head): string => {
  const parts = PARTS.filter((part) => event[part] !== recorded[part]);
  const changes = parts.map(
    (part) => `its ${part} was ${JSON.stringify(recorded[part])}, is ${JSON.stringify(event[part])}`,
  );
  if (entryOf(event).body !== entry.body) changes.push('its body is not the one that was recorded');
  return changes.join('; ');
};

/** How many entries after the first one an event was recorded; null = never. */
const placeIn = async (evidence: AsyncIterable<Entry>, id: string): Promise<number | null> => {
  const begins = `[${JSON.stringify(id)},`;
  let at = 0;
  for await (const { head } of evidence) {
    if (head.startsWith(begins)) return at;
    at++;
  }
  return null;
};
