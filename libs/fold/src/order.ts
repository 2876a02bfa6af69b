import type { Fact } from '@rapport/events';

type Happened = Pick<Fact, 'occurredAt' | 'eventId'>;

/** The order of history: by time of occurrence, then by event id, both as bytes. Total, and the same on every machine. */
export const compareOccurred = (left: Happened, right: Happened): number => {
  if (left.occurredAt !== right.occurredAt) return left.occurredAt < right.occurredAt ? -1 : 1;
  if (left.eventId === right.eventId) return 0;
  return left.eventId < right.eventId ? -1 : 1;
};
