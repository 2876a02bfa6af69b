import { type CloudEvent, encodeStructured } from '@rapport/adapters';
import type { Fact } from '@rapport/events';
import { topicOf } from '../kafka/published';
import { toldEvent } from '../told-event';

/** Bytes of a body; receivers cut off long before that. */
const BODY_MAX = 256 * 1024;

/** Whether webhooks tell of a fact at all: what Kafka's topics tell. A decision that restates the past is nobody's news. */
export const isTold = (fact: Pick<Fact, 'channel' | 'meta'>): boolean => topicOf(fact) !== null;

/**
 * The body that tells a fact: a CloudEvent in structured mode, the same as a record of the topics. Where it would be too large,
 * `dataref` says where in the API the data is.
 * @param customer whose it was when it was taken up.
 * @param previous position of the event before it in the log; null at its beginning.
 */
export const bodyOf = (fact: Fact, customer: string, previous: string | null): string => {
  const event = toldEvent(fact, customer);
  const body = encodeStructured(event);
  if (Buffer.byteLength(body) <= BODY_MAX) return body;
  const dataref = `/v1/events?limit=1${previous === null ? '' : `&after=${previous}`}`;
  return encodeStructured({ ...event, data: undefined, extensions: { ...event.extensions, dataref } });
};

/** A body that tells nothing, for trying a target. */
export const testBody = (id: string, webhook: string, at: string): string => {
  const data = { webhook, text: 'A test. Nothing has happened.' };
  const event: CloudEvent = {
    ...{ id, source: 'rapport/webhooks', type: 'io.rapport.webhook-test.v1', time: at },
    ...{ extensions: {}, data },
  };
  return encodeStructured(event);
};
