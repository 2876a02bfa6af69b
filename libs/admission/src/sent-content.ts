import { canonicalJson } from '@rapport/events';

/** Members that say how a message travelled; they differ between copies of one message. */
const TRANSPORT = new Set(['sentAt', 'receivedAt', 'retryCount', 'carriedBy']);
const TRANSPORT_AND_TRACE = new Set([...TRANSPORT, 'traceparent']);

const without = (object: Readonly<Record<string, unknown>>, left: ReadonlySet<string>): Record<string, unknown> => {
  const kept: Record<string, unknown> = {};
  for (const name of Object.keys(object)) if (!left.has(name)) kept[name] = object[name];
  return kept;
};

/**
 * What an interaction said, as one canonical text; its keyed hash tells a repeat from a changed body under an old id. It
 * is the sender's own words: raw identifiers (so that a new default country changes nothing), data in the version that was
 * sent (so that an upcast changes nothing). Only these are taken out or evened: `sentAt`, `receivedAt`, `retryCount`, `carriedBy` (of the
 * interaction and of its context) and `traceparent`; the order of members and identifiers; the notation of `occurredAt`;
 * an absent id, which the carrier's stands in for; empty context and absent identifiers.
 */
export const sentContent = (
  value: Readonly<Record<string, unknown>>,
  { id, occurredAt }: { readonly id: string; readonly occurredAt: string },
): string => {
  const { identifiers = [], context = {}, ...rest } = without(value, TRANSPORT_AND_TRACE);
  return canonicalJson({
    ...rest,
    id,
    occurredAt,
    identifiers: (identifiers as readonly unknown[]).map(canonicalJson).sort(),
    context: without(context as Record<string, unknown>, TRANSPORT),
  });
};
