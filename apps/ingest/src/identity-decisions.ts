import { canonicalJson, decisionStream, eventIdOf, type EventBody } from '@rapport/events';
import type { Append } from '@rapport/event-store';

/** Everything that a person decides about two handles. */
export interface EdgeDecision {
  readonly type: 'IdentifiersLinked' | 'IdentifiersUnlinked';
  readonly a: string;
  readonly b: string;
  /** One more than the last decision about this pair. */
  readonly generation: number;
  readonly keyId: string;
  /** Sealed: it may name people. */
  readonly reason: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly at: string;
}

const SOURCE = 'rapport/identity';

/** A person's decision as an append to the decision stream of the lesser handle; repeating it changes nothing. */
export const edgeAppend = (decision: EdgeDecision): Append => {
  const { type, a, b, generation, keyId, reason, at } = decision;
  const id = `${a}+${b}#${generation}`;
  const body: EventBody = {
    id,
    source: SOURCE,
    channel: 'identity',
    type,
    v: 1,
    occurredAt: at,
    handle: a,
    handles: [a, b].map((handle) => ({ handle, type: 'handle' })),
    data: {
      a,
      b,
      generation,
      by: 'person',
      evidence: null,
      why: type === 'IdentifiersLinked' ? 'joined' : 'split',
    },
    sealed: { reason },
    meta: { by: keyId },
  };
  const event = { id: eventIdOf(SOURCE, id), type, body: canonicalJson(body), fingerprint: '' };
  return { stream: decisionStream(a), expected: 'any', events: [event] };
};
