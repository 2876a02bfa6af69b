/** The kinds of touchpoint (domain.md, section 2). */
export const TOUCHPOINT_CHANNELS = [
  'web',
  'call',
  'email',
  'store',
  'chat',
  'social',
  'survey',
  'device',
  'field',
] as const;
export type TouchpointChannel = (typeof TOUCHPOINT_CHANNELS)[number];

/**
 * Channels of facts that no touchpoint sends: `business` comes from back-office systems (bills, contracts, costs, consent,
 * profiles); `OWN_CHANNELS` are what the platform itself says.
 */
export type Channel = TouchpointChannel | 'business' | OwnChannel;

/**
 * Channels that take nothing from outside: `record` holds corrections of interactions, `identity` what we decided about
 * who is who, `clock` the passing of time, `rule` the runs of rules and what they decided, `privacy` what was made
 * unreadable, `projection` what analysts want to see, `policy` what is done about customers by itself, `task` what people have to do. No fact on them is something that a customer did, so folds of a customer never see them.
 */
export const OWN_CHANNELS = ['record', 'identity', 'clock', 'rule', 'privacy', 'projection', 'policy', 'task'] as const;
export type OwnChannel = (typeof OWN_CHANNELS)[number];
const own: ReadonlySet<string> = new Set(OWN_CHANNELS);

/** True for channels on which the platform itself speaks. */
export const isOwnChannel = (channel: string): channel is OwnChannel => own.has(channel);

/** Owner of events that belong to no customer (days, runs of rules); such events carry no handles and have no row. */
export const NOBODY = '00000000-0000-0000-0000-000000000000';

/** What a personal field is about; retention and roles speak of classes, never of single fields. */
export const DATA_CLASSES = ['identity', 'contact', 'content', 'behaviour'] as const;
export type DataClass = (typeof DATA_CLASSES)[number];

/** A personal value as stored everywhere: text that only the vault opens (see libs/vault/src/cell.ts). */
export type SealedCell = string;

/** One identifier of a customer by our random name for it (a UUID); the value is never in clear. */
export interface HandleRef {
  readonly handle: string;
  /** Identifier type: `email`, `phone`, `userId`, … */
  readonly type: string;
  /** Who issued it; absent for `email` and `phone`, which are global. */
  readonly issuer?: string;
  /** The sealed value; on the first event of a handle at least, repeated when a writer is not sure. */
  readonly sealed?: SealedCell;
}

/** Who and what an interaction came with, beside its data. Unknown context is sealed. */
export interface EventContext {
  readonly agent?: string;
  readonly location?: string;
  readonly campaign?: string;
  readonly page?: string;
  readonly [key: string]: unknown;
}

export interface EventMeta {
  readonly correlationId?: string;
  readonly causationId?: string;
  readonly traceparent?: string;
  /** True for imported history: no policy fires on it. */
  readonly historical?: boolean;
  /** The key (or rule) on whose behalf it was recorded. */
  readonly by?: string;
}

/** An event's stored bytes, parsed: everything but what the store itself assigns. Key order is canonical (RFC 8785). */
export interface EventBody<Type extends string = string, Data = Readonly<Record<string, unknown>>> {
  /** The sender's own id, unique within the source. */
  readonly id: string;
  readonly source: string;
  readonly channel: Channel;
  readonly type: Type;
  /** Version of the type's payload shape, from 1. */
  readonly v: number;
  /** When it happened: RFC 3339, UTC, milliseconds. */
  readonly occurredAt: string;
  /** Owner: the handle of the strongest identifier. Never changes. */
  readonly handle: string;
  /** All handles that the event carries, strongest first; the first is the owner. */
  readonly handles: readonly HandleRef[];
  /** Payload without its personal fields. */
  readonly data: Data;
  /** Personal payload fields by name; unknown fields together under `*`, unknown context under `context`. */
  readonly sealed: Readonly<Record<string, SealedCell>>;
  readonly context?: EventContext;
  readonly meta?: EventMeta;
}

/** An event as folds and rules see it: the newest shape of its type, and where it stands in the log. */
export interface Fact<Type extends string = string, Data = Readonly<Record<string, unknown>>> extends EventBody<
  Type,
  Data
> {
  /** uuid5(source, id). */
  readonly eventId: string;
  readonly stream: string;
  readonly position: string;
  readonly recordedAt: string;
}

/** Streams: interactions and decisions about one handle are kept apart, so that ingest never conflicts with rules. */
export const customerStream = (handle: string): string => `customer-${handle}`;
export const decisionStream = (handle: string): string => `decision-${handle}`;
