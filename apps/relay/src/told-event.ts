import type { CloudEvent } from '@rapport/adapters';
import { type Fact, NOBODY, cloudEventTypeOf } from '@rapport/events';

const optional = (extensions: Record<string, string>, name: string, value: string | undefined): void => {
  if (value !== undefined) extensions[name] = value;
};

/**
 * A fact as others are told of it: a CloudEvent without its personal fields, sealed or not.
 * @param customer whose it is at this moment.
 */
export const toldEvent = (fact: Fact, customer: string): CloudEvent => {
  const { meta } = fact;
  const extensions: Record<string, string> = {
    channel: fact.channel,
    recordedtime: fact.recordedAt,
    partitionkey: fact.handle,
    sequence: fact.position,
    eventid: fact.eventId,
  };
  optional(extensions, 'correlationid', meta?.correlationId);
  optional(extensions, 'causationid', meta?.causationId);
  if (meta?.historical) extensions['historical'] = 'true';
  if (fact.handles.length > 0) extensions['handles'] = fact.handles.map(({ handle }) => handle).join(',');
  return {
    ...{ id: fact.id, source: fact.source, type: cloudEventTypeOf(fact.type, fact.v), time: fact.occurredAt },
    ...(fact.handle === NOBODY ? {} : { subject: customer }),
    extensions,
    data: fact.data,
  };
};
