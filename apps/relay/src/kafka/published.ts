import { encodeBinary } from '@rapport/adapters';
import { type Fact, isOwnChannel } from '@rapport/events';
import { toldEvent } from '../told-event';
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

/**
 * The record that tells an event: CloudEvents in binary mode, keyed by its owner handle, without its personal fields. Where it
 * would be larger than `maxBytes`, its value is a claim check: where in the log to read it. Null when it is not published.
 * @param customer whose it is at this moment.
 * @param previous position of the event before it in the log, null at its beginning.
 */
export const recordOf = (fact: Fact, customer: string, previous: string | null, maxBytes: number): LogRecord | null => {
  const topic = topicOf(fact);
  if (topic === null) return null;
  const encoded = encodeBinary(toldEvent(fact, customer));
  const headers = encoded.headers;
  headers['position'] = fact.position;
  if (fact.meta?.traceparent !== undefined) headers['traceparent'] = fact.meta.traceparent;
  const timestamp = String(Date.parse(fact.recordedAt));
  const key = fact.handle;
  const bytes = bytesOf(key, headers, encoded.value);
  if (bytes <= maxBytes) return { topic, key, headers, value: encoded.value, timestamp, bytes };
  const claimCheck = `/v1/events?limit=1${previous === null ? '' : `&after=${previous}`}`;
  const value = Buffer.from(JSON.stringify({ claimCheck, bytes: encoded.value?.length ?? 0 }));
  const checked = { ...headers, claimcheck: claimCheck };
  return { topic, key, headers: checked, value, timestamp, bytes: bytesOf(key, checked, value) };
};
