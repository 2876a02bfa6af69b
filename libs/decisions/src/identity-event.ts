import {
  canonicalJson,
  decisionStream,
  eventIdOf,
  type EventBody,
  type EventMeta,
  type HandleRef,
  type SealedCell,
} from '@rapport/events';
import type { Node } from './identity';

/** Source of every event about who is who. */
export const IDENTITY_SOURCE = 'rapport/identity';
/** Version 1 of the rule; stands in `meta.by` of what it decides. */
export const IDENTITY_RULE = 'rule identity@1';

/** An event that a rule or a command wants in the log; appended by whoever may. */
export interface DecidedEvent {
  readonly stream: string;
  readonly id: string;
  readonly type: string;
  readonly body: string;
  readonly fingerprint: '';
}

/** Everything that an identity event says. */
export interface EdgeStatement {
  readonly a: Node;
  readonly b: Node;
  readonly linked: boolean;
  readonly generation: number;
  readonly by: 'source' | 'person';
  /** The event behind it. */
  readonly evidence: string | null;
  readonly why: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly occurredAt: string;
  readonly meta: EventMeta;
  /** A person's reason, sealed. */
  readonly reason?: SealedCell | undefined;
}

const ref = ({ handle, type, issuer }: Node): HandleRef => ({ handle, type, ...(issuer ? { issuer } : {}) });

/**
 * The event of a decision about a pair. Its id is made of the pair and the number of the decision, so the same decision is
 * one event however often it is made, and two decisions of one number exclude each other.
 */
export const identityEvent = (said: EdgeStatement): DecidedEvent => {
  const { a, b, linked, generation, by, evidence, why, occurredAt, meta, reason } = said;
  const id = `${a.handle}+${b.handle}#${generation}`;
  const type = linked ? 'IdentifiersLinked' : 'IdentifiersUnlinked';
  const body: EventBody = {
    ...{ id, source: IDENTITY_SOURCE, channel: 'identity', type, v: 1, occurredAt },
    ...{ handle: a.handle, handles: [ref(a), ref(b)] },
    data: { a: a.handle, b: b.handle, generation, by, evidence, why },
    sealed: reason === undefined ? {} : { reason },
    meta,
  };
  const eventId = eventIdOf(IDENTITY_SOURCE, id);
  return { stream: decisionStream(a.handle), id: eventId, type, body: canonicalJson(body), fingerprint: '' };
};
