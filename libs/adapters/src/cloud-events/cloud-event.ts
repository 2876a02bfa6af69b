/** The type of an attribute's value that is not text; CloudEvents has no others. */
export type AttributeValue = string | number | boolean;

/** A CloudEvent 1.0, with its payload read: parsed where it is JSON, bytes where it is not, undefined where there is none. */
export interface CloudEvent {
  readonly id: string;
  /** A URI reference: with `id` unique for ever. */
  readonly source: string;
  readonly type: string;
  /** RFC 3339. */
  readonly time?: string;
  readonly subject?: string;
  /** Absent means JSON. */
  readonly datacontenttype?: string;
  readonly dataschema?: string;
  /** Names of lower-case letters and digits. */
  readonly extensions: Readonly<Record<string, AttributeValue>>;
  readonly data: unknown;
}

/** What reading gives: the event, or why there is none, without a word of what is in it. */
export type CloudEventRead =
  { readonly ok: true; readonly event: CloudEvent } | { readonly ok: false; readonly detail: string };

export const SPEC_VERSION = '1.0';
/** Media type of one event in structured mode. */
export const STRUCTURED = 'application/cloudevents+json';

const NAME = /^[a-z0-9]{1,100}$/;
const REQUIRED = ['id', 'source', 'type'] as const;
const OPTIONAL = ['time', 'subject', 'datacontenttype', 'dataschema'] as const;
const CORE: ReadonlySet<string> = new Set([...REQUIRED, ...OPTIONAL, 'specversion', 'data', 'data_base64']);
// CloudEvents leaves these out of its strings: control characters and halves of surrogate pairs.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f]|\p{Surrogate}/u;
const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;

/** True when a payload of this media type is JSON. */
export const isJson = (mediaType: string | undefined): boolean =>
  mediaType === undefined || /^[^;]*[/+]json\s*(?:;|$)/i.test(mediaType);

const faultOf = (name: string, value: unknown): string | null => {
  if (!NAME.test(name)) return `an attribute's name must be lower-case letters and digits`;
  if (typeof value === 'number') return Number.isInteger(value) ? null : `${name} must be a whole number or text`;
  if (typeof value === 'boolean') return null;
  if (typeof value !== 'string') return `${name} must be text, a whole number or true or false`;
  return UNPRINTABLE.test(value) ? `${name} holds control characters` : null;
};

/** Makes an event of its attributes by name (also unknown ones) and its payload, if the attributes are those of one. */
export const cloudEventOf = (attributes: Readonly<Record<string, unknown>>, data: unknown): CloudEventRead => {
  const refuse = (detail: string): CloudEventRead => ({ ok: false, detail });
  if (attributes['specversion'] !== SPEC_VERSION) return refuse(`specversion must be "${SPEC_VERSION}"`);
  for (const name of REQUIRED) {
    const value = attributes[name];
    if (value === undefined || value === '') return refuse(`${name} is missing`);
    if (typeof value !== 'string') return refuse(`${name} must be text`);
  }
  const extensions: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(attributes)) {
    const fault = faultOf(name, value);
    if (fault) return refuse(fault);
    if (!CORE.has(name)) extensions[name] = value as AttributeValue;
  }
  for (const name of OPTIONAL) {
    const value = attributes[name];
    if (value !== undefined && (typeof value !== 'string' || value === '')) return refuse(`${name} must be text`);
  }
  if (attributes['time'] !== undefined && !RFC_3339.test(attributes['time'] as string))
    return refuse('time must be RFC 3339 with an offset');
  const named = [...REQUIRED, ...OPTIONAL].filter((name) => attributes[name] !== undefined);
  const core = Object.fromEntries(named.map((name) => [name, attributes[name]])) as Omit<CloudEvent, 'extensions'>;
  return { ok: true, event: { ...core, extensions, data } };
};

/** The attributes of an event by name, `specversion` first; for both modes. */
export const attributesOf = ({ extensions, data: _data, ...core }: CloudEvent): Record<string, AttributeValue> => ({
  specversion: SPEC_VERSION,
  ...core,
  ...extensions,
});
