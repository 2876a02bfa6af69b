import { canonicalJson, customerStream, type EventBody, type EventMeta } from '@rapport/events';
import type { Append } from '@rapport/event-store';
import type { Owned } from './owners';
import type { Members, SealedParts } from './seal';

/** The stored bytes of an interaction. */
const bodyOf = (
  { interaction, definition, data, context, handles }: Owned,
  parts: SealedParts,
  keyId: string,
): string => {
  const { id, source, channel, occurredAt, correlationId, causationId, traceparent, historical } = interaction;
  const meta: Members<EventMeta> = {
    by: keyId,
    causationId,
    correlationId,
    historical: historical || undefined,
    traceparent,
  };
  const body: Members<Omit<EventBody, 'handles' | 'meta'>> & Pick<SealedParts, 'handles'> & { meta: object } = {
    channel,
    context: Object.keys(context.plain).length > 0 ? context.plain : undefined,
    data: data.plain,
    handle: handles[0],
    handles: parts.handles,
    id,
    meta,
    occurredAt,
    sealed: parts.sealed,
    source,
    type: definition.type,
    v: definition.version,
  };
  return canonicalJson(body);
};

/** The append of one interaction to its owner's stream. */
export const appendOf = (owned: Owned, parts: SealedParts, keyId: string, fingerprint: string): Append => ({
  stream: customerStream(owned.handles[0]),
  expected: 'any',
  events: [{ id: owned.eventId, type: owned.definition.type, body: bodyOf(owned, parts, keyId), fingerprint }],
});
