import { type CloudEvent, encodeBinary } from '@rapport/adapters';
import { type Fact, NOBODY, cloudEventTypeOf, isOwnChannel } from '@rapport/events';
import { type Outgoing, bytesOf } from './record';

/** The topics that tell the log. */
export type LogTopic = 'interactions' | 'decisions';

/**
 * Where an event is published; null = nowhere. Corrections go with the interactions that they are about, so that they come
 * after them. A decision that restates the past is nobody's news.
 */
export const topicOf = ({ channel, meta }: Pick<Fact, 'channel' | 'meta'>): LogTopic | null => {
  if (!isOwnChannel(channel) || channel === 'record') return 'interactions';
  return meta?.historical ? null : 'decisions';
};

/** A record of the log, and its topic; its time is when the store recorded it. */
export interface LogRecord extends Outgoing {
  readonly topic: LogTopic;
}

const optional = (extensions: Record<string, string>, name: string, value: string | undefined): void => {
  if (value !== undefined) extensions[name] = value;
};

const eventOf = (fact: Fact, customer: string): CloudEvent => {
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

/**
 * The record that tells an event: CloudEvents in binary mode, keyed by its owner handle, without its personal fields. Where it
 * would be larger than `maxBytes`, its value is a claim check: where in the log to read it. Null when it is not published.
 * @param customer whose it is at this moment.
 * @param previous position of the event before it in the log, null at its beginning.
 */
export const recordOf = (fact: Fact, customer: string, previous: string | null, maxBytes: number): LogRecord | null => {
  const topic = topicOf(fact);
  if (topic === null) return null;
  const encoded = encodeBinary(eventOf(fact, customer));
  const headers = encoded.headers;
  headers['position'] = fact.position;
  optional(headers, 'traceparent', fact.meta?.traceparent);
  const timestamp = String(Date.parse(fact.recordedAt));
  const key = fact.handle;
  const bytes = bytesOf(key, headers, encoded.value);
  if (bytes <= maxBytes) return { topic, key, headers, value: encoded.value, timestamp, bytes };
  const claimCheck = `/v1/events?limit=1${previous === null ? '' : `&after=${previous}`}`;
  const value = Buffer.from(JSON.stringify({ claimCheck, bytes: encoded.value?.length ?? 0 }));
  const checked = { ...headers, claimcheck: claimCheck };
  return { topic, key, headers: checked, value, timestamp, bytes: bytesOf(key, checked, value) };
};
