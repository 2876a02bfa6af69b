import { canonicalJson } from '@rapport/events';

/** Members that say how a message travelled; they differ between copies of one message. */
const TRANSPORT: ReadonlySet<string> = new Set(['sentAt', 'receivedAt', 'retryCount', 'carriedBy']);

type Values = Readonly<Record<string, unknown>>;

const withoutTransport = (object: Values): Record<string, unknown> => {
  const kept: Record<string, unknown> = {};
  for (const name of Object.keys(object)) if (!TRANSPORT.has(name)) kept[name] = object[name];
  return kept;
};
const NOTHING: Values = {};

/**
 * What an interaction said, as one canonical text; its keyed hash tells a repeat from a changed body under an old id. It
 * is the sender's own words: raw identifiers (so that a new default country changes nothing), data in the version that was
 * sent (so that an upcast changes nothing). Only these are taken out or evened: `sentAt`, `receivedAt`, `retryCount`, `carriedBy` (of the
 * interaction and of its context) and `traceparent`; the order of members and identifiers; the notation of `occurredAt`;
 * an absent id, which the carrier's stands in for; empty context and absent identifiers.
 */
export const sentContent = (
  value: Values,
  { id, occurredAt }: { readonly id: string; readonly occurredAt: string },
): string => {
  const said = withoutTransport(value);
  said['traceparent'] = undefined;
  said['id'] = id;
  said['occurredAt'] = occurredAt;
  said['identifiers'] = ((value['identifiers'] ?? []) as readonly unknown[]).map(canonicalJson).sort();
  said['context'] = value['context'] === undefined ? NOTHING : withoutTransport(value['context'] as Values);
  return canonicalJson(said);
};
