import { ordinalOf, type StoredEvent } from '@rapport/event-store';
import { eventIdOf } from '@rapport/events';

/** An event that cannot have been recorded as it stands, and why. */
export interface Suspect {
  readonly event: StoredEvent;
  readonly detail: string;
}

/**
 * Looks for the first event that contradicts its neighbours or itself: without evidence nothing else tells the changed one.
 * @param isDense no positions were left out when these events were recorded.
 */
export const suspectIn = async (
  batches: AsyncIterable<readonly StoredEvent[]>,
  start: string | null,
  isDense: boolean,
): Promise<Suspect | null> => {
  const versions = new Map<string, number>();
  let place = BigInt(start === null ? 0 : ordinalOf(start));
  let time = '';
  for await (const batch of batches) {
    for (const event of batch) {
      const ordinal = BigInt(ordinalOf(event.position));
      const version = versions.get(event.stream);
      const oddities = [
        isDense && ordinal !== place + 1n && `positions go from ${place} to ${ordinal} before it`,
        event.recordedAt < time && `it was recorded before the event in front of it`,
        version !== undefined &&
          event.version !== version + 1 &&
          `versions of its stream go from ${version} to ${event.version}`,
        contradiction(event),
      ];
      const detail = oddities.filter(Boolean).join('; ');
      if (detail !== '') return { event, detail };
      versions.set(event.stream, event.version);
      place = ordinal;
      time = event.recordedAt;
    }
  }
  return null;
};

/** What the body says of itself, against the columns beside it. */
const contradiction = ({ id, type, body }: StoredEvent): string | false => {
  let said: { readonly id?: unknown; readonly source?: unknown; readonly type?: unknown } | null;
  try {
    said = JSON.parse(body) as typeof said;
  } catch {
    return 'its body is no JSON';
  }
  if (typeof said !== 'object' || said === null) return 'its body is no JSON object';
  if (typeof said.type === 'string' && said.type !== type) return `its body says that it is ${said.type}`;
  const isNamed = typeof said.source === 'string' && typeof said.id === 'string';
  return isNamed && eventIdOf(said.source as string, said.id as string) !== id && 'its body is of another event id';
};
