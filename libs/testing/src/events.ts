import { randomUUID } from 'node:crypto';
import type { Append, NewEvent, StoredEvent } from '@rapport/event-store';
import { position } from '@rapport/event-store';
import { canonicalJson } from '@rapport/events';

/** An event for the store; what is not given is random but valid. */
export const aNewEvent = (over: Partial<NewEvent> = {}): NewEvent => ({
  id: randomUUID(),
  type: 'PurchaseMade',
  body: canonicalJson({ n: Math.floor(Math.random() * 1e9) }),
  fingerprint: '',
  ...over,
});

/** An append of the given events (one random event when none is given) to a stream, without expectation. */
export const anAppend = (stream: string, events: readonly NewEvent[] = [aNewEvent()]): Append => ({
  stream,
  expected: 'any',
  events,
});

/** An event as the store gives it back. `body` may be an object, which is then written canonically. */
export const aStoredEvent = (
  over: Partial<Omit<StoredEvent, 'body'>> & { readonly body?: string | object } = {},
): StoredEvent => {
  const { body = {}, ...rest } = over;
  return {
    id: randomUUID(),
    stream: `customer-${randomUUID()}`,
    type: 'PurchaseMade',
    position: position('0a0b0c0d', 1),
    version: 1,
    recordedAt: '2026-11-20T16:04:06.000Z',
    ...rest,
    body: typeof body === 'string' ? body : canonicalJson(body),
  };
};
