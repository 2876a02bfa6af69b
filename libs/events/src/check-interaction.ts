import { checkContext, checkEnvelope, checkMetadata, isObject, type Metadata, type Sent } from './check-envelope';
import { checkData } from './check-data';
import { upcast } from './decode-event';
import type { EventContext } from './envelope';
import type { Identifier } from './identifier';
import { parseInstant } from './instant';
import type { AdmittedChannel, Interaction } from './interaction';
import { unknownType } from './nearest-type';
import { checkPlainJson } from './plain-json';
import { Refusal, refuse } from './refusal';
import { typeDefinition, type TypeDefinition } from './type-definition';

/** Identifiers of one interaction. */
export const IDENTIFIERS_MAX = 20;
/** How far a sender's clock may run ahead of ours. */
export const AHEAD_MAX_MS = 24 * 3_600_000;

const checkType = ({ type, channel, v }: Sent): TypeDefinition | Refusal => {
  const definition = typeof type === 'string' ? typeDefinition(type) : undefined;
  if (!definition) return refuse('unknown-type', unknownType(type));
  if (!definition.channels.some((one) => one === channel))
    return refuse('type-not-on-channel', `${definition.type} comes on ${definition.channels.join(', ')}`);
  if (v !== undefined && !(Number.isInteger(v) && Number(v) >= 1 && Number(v) <= definition.version))
    return refuse('unknown-version', `${definition.type} has versions 1 to ${definition.version}`);
  return definition;
};

const checkTime = (occurredAt: unknown, now: Date): string | Refusal => {
  const at = typeof occurredAt === 'string' ? parseInstant(occurredAt) : null;
  if (at === null)
    return refuse(
      'bad-time',
      'occurredAt must be RFC 3339 with an offset, like 2026-11-20T17:04:05+01:00, from 1900 on',
    );
  return Date.parse(at) > now.getTime() + AHEAD_MAX_MS
    ? refuse('time-in-future', 'occurredAt is more than 24 hours ahead of our clock')
    : at;
};

const isIdentifier = (one: unknown): one is Identifier =>
  isObject(one) &&
  typeof one['type'] === 'string' &&
  typeof one['value'] === 'string' &&
  (one['issuer'] === undefined || typeof one['issuer'] === 'string');

const checkIdentifiers = (identifiers: unknown = []): readonly Identifier[] | Refusal => {
  if (!Array.isArray(identifiers) || !identifiers.every(isIdentifier))
    return refuse('bad-identifier', 'identifiers must be a list of {type, value, issuer?}, all texts');
  if (identifiers.length > IDENTIFIERS_MAX)
    return refuse('too-many-identifiers', `at most ${IDENTIFIERS_MAX} identifiers, not ${identifiers.length}`);
  return identifiers.map(({ type, value, issuer }) =>
    issuer === undefined ? { type, value } : { type, value, issuer },
  );
};

/** Holds data against its version's schema and brings it to the newest shape, its moments to UTC. */
const checkShape = (definition: TypeDefinition, { data, v }: Sent): Sent | Refusal => {
  const version = (v as number | undefined) ?? definition.version;
  const faults = isObject(data) ? checkData(definition.type, data, version) : ['data must be an object'];
  if (faults.length > 0) return refuse('bad-data', faults.join('; '));
  const newest = upcast(definition.type, version, data as Sent);
  const fault = version < definition.version ? definition.rule?.(newest) : null;
  if (fault) return refuse('bad-data', fault);
  const moments = definition.instants.filter((field) => typeof newest[field] === 'string');
  if (moments.length === 0) return newest;
  return { ...newest, ...Object.fromEntries(moments.map((field) => [field, parseInstant(newest[field] as string)])) };
};

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
type Checked = Pick<Interaction, 'occurredAt' | 'identifiers' | 'data'> & {
  readonly context: EventContext | undefined;
};

/** Assigns one by one: literals with conditional spreads took half of all the time spent on an event. */
const assembled = (sent: Sent, type: string, checked: Checked, metadata: Metadata): Interaction => {
  const interaction: Writable<Interaction> = {
    source: sent['source'] as string,
    channel: sent['channel'] as AdmittedChannel,
    type,
    occurredAt: checked.occurredAt,
    identifiers: checked.identifiers,
    data: checked.data,
  };
  if (sent['id'] !== undefined) interaction.id = sent['id'] as string;
  if (checked.context) interaction.context = checked.context;
  if (metadata.correlationId !== undefined) interaction.correlationId = metadata.correlationId;
  if (metadata.causationId !== undefined) interaction.causationId = metadata.causationId;
  if (metadata.traceparent !== undefined) interaction.traceparent = metadata.traceparent;
  if (metadata.historical !== undefined) interaction.historical = metadata.historical;
  return interaction;
};

/**
 * Holds a value from outside against the whole language: envelope, channel, type, data, times, size. What it accepts is
 * in one form: moments in UTC with milliseconds, data in the newest shape of its type; unknown data fields are kept.
 * `now` is the receiver's clock. Identifiers are normalised later, with what is known about the source.
 */
export const checkInteraction = (
  value: unknown,
  now: Date,
): { readonly ok: true; readonly interaction: Interaction } | Refusal => {
  if (!isObject(value)) return refuse('not-an-object', 'an interaction is a JSON object');
  const wrong = checkPlainJson(value) ?? checkEnvelope(value);
  if (wrong) return wrong;
  const definition = checkType(value);
  if (definition instanceof Refusal) return definition;
  const occurredAt = checkTime(value['occurredAt'], now);
  if (occurredAt instanceof Refusal) return occurredAt;
  const identifiers = checkIdentifiers(value['identifiers']);
  if (identifiers instanceof Refusal) return identifiers;
  const data = checkShape(definition, value);
  if (data instanceof Refusal) return data;
  const context = checkContext(value);
  if (context instanceof Refusal) return context;
  const metadata = checkMetadata(value);
  if (metadata instanceof Refusal) return metadata;
  return {
    ok: true,
    interaction: assembled(value, definition.type, { occurredAt, identifiers, data, context }, metadata),
  };
};
