import { type CloudEventRead, encodeStructured, interactionOf, structuredOf } from '@rapport/adapters';
import type { Submitted, Understand } from '@rapport/admission';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** True for JSON that says of itself that it is a CloudEvent, of whatever version. */
export const saysCloudEvent = (value: unknown): boolean => isObject(value) && 'specversion' in value;

const bad = (detail: string): Pick<Submitted, 'value' | 'fault'> => ({
  value: undefined,
  fault: { code: 'bad-cloud-event', detail },
});

/** A CloudEvent that was read, or was not, as an interaction. */
export const understood = (read: CloudEventRead): Pick<Submitted, 'value' | 'fault'> => {
  if (!read.ok) return bad(read.detail);
  const { id, source } = read.event;
  const taken = interactionOf(read.event);
  // Whose it is stays known, so that it is found in the quarantine and keeps its id when it is repaired.
  return taken.ok ? { value: taken.interaction } : { ...bad(taken.detail), value: { id, source } };
};

/** Takes JSON for what it says it is: a CloudEvent in structured mode, else a native interaction. */
export const understand: Understand = (value) => (saysCloudEvent(value) ? understood(structuredOf(value)) : { value });

/** The text that is kept of refused input in binary mode: as one JSON, which can be read again. */
export const keptText = (read: CloudEventRead, carried: () => unknown): string =>
  read.ok ? encodeStructured(read.event) : JSON.stringify(carried());
