import { eventTypeOf, typeDefinition } from '@rapport/events';
import { type CloudEvent, isJson } from './cloud-events/cloud-event';

/** A CloudEvent as a native interaction, or why it is none. What the interaction says is checked later, like any other. */
export type CloudInteraction =
  | { readonly ok: true; readonly interaction: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly detail: string };

/** Extensions with a place of their own in the interaction. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ['correlationid', 'correlationId'],
  ['causationid', 'causationId'],
  ['traceparent', 'traceparent'],
]);
/** Members of the data that are the interaction's and not the payload's: names that no event type may give to a field. */
export const BESIDE_THE_PAYLOAD = ['identifiers', 'context'] as const;
/** They say how the event travelled or was kept, not what happened, and differ between copies. */
const TRANSPORT: ReadonlySet<string> = new Set([
  'partitionkey',
  'sequence',
  'sequencetype',
  'recordedtime',
  'tracestate',
  'sampledrate',
  'expirytime',
  'position',
]);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

const channelOf = (said: unknown, type: string): unknown => {
  const channels = typeDefinition(type)?.channels ?? [];
  return said ?? (channels.length === 1 ? channels[0] : undefined);
};

/**
 * Takes a CloudEvent 1.0 for an interaction:
 * - `type` `io.rapport.purchase-made.v1` is PurchaseMade in version 1; `id` and `source` are ours, `time` is occurredAt;
 * - `data` is the payload; `identifiers` and `context` stand in it beside the payload's own fields;
 * - the extension `channel` is needed where a type comes on several; `correlationid`, `causationid`, `traceparent`, `historical` are ours;
 * - `subject` and other extensions are kept in the context, sealed; those about transport are not.
 */
export const interactionOf = (event: CloudEvent): CloudInteraction => {
  const known = eventTypeOf(event.type);
  if (!known) return { ok: false, detail: 'the type must be one like io.rapport.purchase-made.v1' };
  const { data = {}, extensions } = event;
  if (!isJson(event.datacontenttype)) return { ok: false, detail: 'the data must be JSON' };
  if (!isObject(data)) return { ok: false, detail: 'the data must be a JSON object' };
  const { channel, historical, ...others } = extensions;
  if (historical !== undefined && !['true', 'false'].includes(String(historical)))
    return { ok: false, detail: 'the extension historical must be true or false' };
  const channelName = channelOf(channel, known.type);
  if (channelName === undefined)
    return { ok: false, detail: `${known.type} comes on several channels: say which in the extension channel` };

  const { context, identifiers, ...payload } = data;
  if (context !== undefined && !isObject(context)) return { ok: false, detail: 'context must be an object' };
  const kept: Record<string, unknown> = event.subject === undefined ? {} : { subject: event.subject };
  const interaction: Record<string, unknown> = {
    ...{ id: event.id, source: event.source, channel: channelName, type: known.type, v: known.version },
    ...(event.time !== undefined && { occurredAt: event.time }),
    ...(identifiers !== undefined && { identifiers }),
    data: payload,
    ...(historical !== undefined && { historical: String(historical) === 'true' }),
  };
  for (const [name, value] of Object.entries(others)) {
    const own = NAMED.get(name);
    if (own !== undefined) interaction[own] = String(value);
    else if (!TRANSPORT.has(name)) kept[name] = value;
  }
  const all = { ...kept, ...context };
  if (Object.keys(all).length > 0) interaction['context'] = all;
  return { ok: true, interaction };
};
