import { canonicalJson, decisionStream, eventIdOf, type EventBody } from '@rapport/events';
import type { EventStore } from '@rapport/event-store';
import type { Erasure } from './erasure';

/** Source of all that is said about what was made unreadable. */
export const PRIVACY_SOURCE = 'rapport/privacy';

/**
 * Says in the log that a customer was erased, once, and gives back where. Neither the reason nor anything sealed is in it:
 * nobody could open it, and it stays for ever.
 */
export const appendErased = async (store: EventStore, erasure: Erasure): Promise<string> => {
  const { id, customer, ground, handles, keysAt, requestedBy, confirmedBy } = erasure;
  const body: EventBody = {
    ...{ id, source: PRIVACY_SOURCE, channel: 'privacy', type: 'CustomerErased', v: 1, occurredAt: keysAt! },
    handle: customer,
    handles: handles.map(({ handle, type, issuer }) => ({ handle, type, ...(issuer === null ? {} : { issuer }) })),
    data: { erasure: id, ground, count: handles.length },
    sealed: {},
    meta: { by: confirmedBy ?? requestedBy },
  };
  const event = {
    id: eventIdOf(PRIVACY_SOURCE, id),
    type: 'CustomerErased',
    body: canonicalJson(body),
    fingerprint: '',
  };
  const [outcome] = await store.append([{ stream: decisionStream(customer), expected: 'any', events: [event] }]);
  if (outcome && 'placed' in outcome) return outcome.placed[0]!.position;
  // Said already, in other words: more handles were found since then.
  const [said] = await store.find([event.id]);
  if (!said) throw new Error('the event of an erasure was neither written nor there');
  return said.position;
};
