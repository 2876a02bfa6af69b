import { epochOf, type EventStore, ordinalOf, position } from '@rapport/event-store';

/** The id of the event that stands at a position; undefined when none does. */
export const eventAt = async (
  store: Pick<EventStore, 'scan'>,
  at: string,
  signal: AbortSignal,
): Promise<string | undefined> => {
  const before = BigInt(ordinalOf(at)) - 1n;
  if (before >= 0n) {
    for await (const { events } of store.scan({ after: position(epochOf(at), before), upTo: at }, signal)) {
      const last = events.at(-1);
      if (last?.position === at) return last.id;
    }
  }
  signal.throwIfAborted();
  return undefined;
};
