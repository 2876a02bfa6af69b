import { canonicalJson, customerStream, type EventBody, type EventMeta } from '@rapport/events';
import type { Append } from '@rapport/event-store';
import type { Owned } from './owners';
import type { SealedParts } from './seal';

/** The stored bytes of an interaction. */
const bodyOf = (
  { interaction, definition, data, context, handles }: Owned,
  parts: SealedParts,
  keyId: string,
): string => {
  const { id, source, channel, occurredAt, correlationId, causationId, traceparent, historical } = interaction;
  const meta: EventMeta = {
    ...(correlationId !== undefined && { correlationId }),
    ...(causationId !== undefined && { causationId }),
    ...(traceparent !== undefined && { traceparent }),
    ...(historical && { historical }),
    by: keyId,
  };
  const body: EventBody = {
    id,
    source,
    channel,
    type: definition.type,
    v: definition.version,
    occurredAt,
    handle: handles[0],
    handles: parts.handles,
    data: data.plain,
    sealed: parts.sealed,
    ...(Object.keys(context.plain).length > 0 && { context: context.plain }),
    meta,
  };
  return canonicalJson(body);
};

/** The append of one interaction to its owner's stream. */
export const appendOf = (owned: Owned, parts: SealedParts, keyId: string, fingerprint: string): Append => ({
  stream: customerStream(owned.handles[0]),
  expected: 'any',
  events: [{ id: owned.eventId, type: owned.definition.type, body: bodyOf(owned, parts, keyId), fingerprint }],
});
