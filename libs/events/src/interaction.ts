import type { EventContext, TouchpointChannel } from './envelope';
import type { Identifier } from './identifier';

/** The channels that come from outside; `OWN_CHANNELS` are what the platform itself says. */
export type AdmittedChannel = TouchpointChannel | 'business';

/** One thing that happened at a touchpoint, as a source sends it (the native form) and as it leaves `checkInteraction`. */
export interface Interaction {
  /** The sender's own id, unique within the source; without it the carrier must give one. */
  readonly id?: string;
  readonly source: string;
  readonly channel: AdmittedChannel;
  readonly type: string;
  /** RFC 3339; UTC with milliseconds once checked. */
  readonly occurredAt: string;
  readonly identifiers: readonly Identifier[];
  readonly data: Readonly<Record<string, unknown>>;
  /** Members that nobody knows stand here under `other`. */
  readonly context?: EventContext;
  readonly correlationId?: string;
  readonly causationId?: string;
  /** W3C trace context. */
  readonly traceparent?: string;
  /** True for imported history: no policy fires on it. */
  readonly historical?: boolean;
}
