import { TOUCHPOINT_CHANNELS, type EventContext } from './envelope';
import { Refusal, refuse } from './refusal';

const ADMITTED: ReadonlySet<string> = new Set([...TOUCHPOINT_CHANNELS, 'business']);
const ID = /^(?! )[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]{1,200}(?<! )$/u;
/** The same for the texts that nearly all ids are, several times faster. */
const PLAIN_ID = /^[!-~]{1,200}$/;
const SOURCE = /^[A-Za-z0-9/][A-Za-z0-9._~:@/+%-]{0,199}$/;
const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
/** Says how a message travelled (`carriedBy`: in which line of which file), not what happened; differs between copies. */
const TRANSPORT = new Set(['sentAt', 'receivedAt', 'retryCount', 'carriedBy']);
const KNOWN = new Set(
  ['id', 'source', 'channel', 'type', 'v', 'occurredAt', 'identifiers', 'data', 'context'].concat(
    ['correlationId', 'causationId', 'traceparent', 'historical'],
    [...TRANSPORT],
  ),
);

/** An interaction as it came: an object of which nothing is known yet. */
export type Sent = Readonly<Record<string, unknown>>;
export const isObject = (value: unknown): value is Sent =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isId = (value: unknown): value is string => typeof value === 'string' && (PLAIN_ID.test(value) || ID.test(value));

/** Id, source and channel. */
export const checkEnvelope = ({ id, source, channel }: Sent): Refusal | null => {
  if (id !== undefined && !isId(id)) return refuse('bad-id', 'id must be a text of 1 to 200 printable characters');
  if (typeof source !== 'string' || !SOURCE.test(source))
    return refuse('bad-source', 'source must be a name like pos/berlin-3, at most 200 characters');
  if (source === 'rapport' || source.startsWith('rapport/'))
    return refuse('bad-source', 'source names under rapport/ belong to Rapport itself');
  if (typeof channel !== 'string' || !ADMITTED.has(channel))
    return refuse('unknown-channel', `channel must be one of ${[...ADMITTED].join(', ')}`);
  return null;
};

const TEXTS = ['agent', 'location', 'campaign', 'page', 'medium', 'device'];
/** What is known beside the data; members of the interaction that nobody knows are kept under `other`. */
export const checkContext = (sent: Sent): EventContext | undefined | Refusal => {
  const { context } = sent;
  if (context !== undefined && !isObject(context)) return refuse('bad-context', 'context must be an object');
  const wrong = TEXTS.find((key) => context?.[key] !== undefined && !isId(context[key]));
  if (wrong) return refuse('bad-context', `context.${wrong} must be a text of 1 to 200 printable characters`);
  const unknown = Object.keys(sent).filter((name) => !KNOWN.has(name));
  if (unknown.length === 0) return context;
  return { ...context, other: Object.fromEntries(unknown.map((name) => [name, sent[name]])) };
};

/** What the event's `meta` will say. */
export interface Metadata {
  readonly correlationId?: string;
  readonly causationId?: string;
  readonly traceparent?: string;
  readonly historical?: boolean;
}

export const checkMetadata = (sent: Sent): Metadata | Refusal => {
  const { correlationId, causationId, traceparent, historical } = sent;
  if (correlationId !== undefined && !isId(correlationId))
    return refuse('bad-metadata', 'correlationId must be a text of 1 to 200 printable characters');
  if (causationId !== undefined && !isId(causationId))
    return refuse('bad-metadata', 'causationId must be a text of 1 to 200 printable characters');
  if (traceparent !== undefined && !(typeof traceparent === 'string' && TRACEPARENT.test(traceparent)))
    return refuse('bad-metadata', 'traceparent must have the form of W3C trace context');
  if (historical !== undefined && typeof historical !== 'boolean')
    return refuse('bad-metadata', 'historical must be true or false');
  return sent as Metadata;
};
