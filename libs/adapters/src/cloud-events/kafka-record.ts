import { type CloudEvent, type CloudEventRead, STRUCTURED, attributesOf, cloudEventOf, isJson } from './cloud-event';
import { decodeStructured } from './structured';

/** A record's value and headers as they lie in Kafka; a value of null is a tombstone. */
export interface KafkaRecord {
  readonly headers: Readonly<Record<string, Uint8Array | string | readonly (Uint8Array | string)[] | undefined>>;
  readonly value: Uint8Array | null;
}

/** What goes to a producer. */
export interface EncodedRecord {
  readonly headers: Record<string, string>;
  readonly value: Buffer | null;
}

const PREFIX = 'ce_';
const CONTENT_TYPE = 'content-type';
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Headers of attributes by their names, which are the same ones again and again: so no text is made anew for each record. */
const names = new Map([['datacontenttype', CONTENT_TYPE]]);
/** Extensions have names that others choose. */
const NAMES_MAX = 1_000;

const headerOf = (attribute: string): string => {
  const known = names.get(attribute);
  if (known !== undefined) return known;
  if (names.size < NAMES_MAX) names.set(attribute, PREFIX + attribute);
  return PREFIX + attribute;
};

/**
 * Binary mode of the Kafka binding: attributes are headers `ce_…` (UTF-8 as it is; Kafka's headers are bytes and nothing in them is
 * percent-encoded), the value is the payload alone. An event without data (undefined) is a tombstone that still says what it is.
 */
export const encodeBinary = (event: CloudEvent): EncodedRecord => {
  const headers: Record<string, string> = {};
  const attributes = attributesOf(event);
  for (const name in attributes) headers[headerOf(name)] = String(attributes[name]);
  const { data, datacontenttype } = event;
  if (data === undefined) return { headers, value: null };
  headers[CONTENT_TYPE] ??= 'application/json';
  return { headers, value: isJson(datacontenttype) ? Buffer.from(JSON.stringify(data)) : Buffer.from(data as Buffer) };
};

/**
 * Reads a record in either mode: structured where its content type says so, else binary. Attributes of binary mode are
 * text, whatever they were.
 */
export const decodeRecord = ({ headers, value }: KafkaRecord): CloudEventRead => {
  try {
    const texts = textsOf(headers);
    const type = texts.get(CONTENT_TYPE);
    if (type !== undefined && isStructured(type))
      return value === null ? refuse('there is no value') : decodeStructured(utf8.decode(value));
    return binaryOf(texts, type, value);
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'TypeError') return refuse('a header or the value is not UTF-8');
    if (name === 'SyntaxError') return refuse('the value is not JSON');
    if (name === 'RangeError') return refuse(message);
    throw error;
  }
};

const refuse = (detail: string): CloudEventRead => ({ ok: false, detail });

const isStructured = (mediaType: string): boolean => mediaType.split(';')[0]!.trim().toLowerCase() === STRUCTURED;

/** True when the record says that it is a CloudEvent, however badly made. */
export const claimsCloudEvent = ({ headers }: Pick<KafkaRecord, 'headers'>): boolean =>
  Object.entries(headers).some(
    ([name, value]) =>
      name.toLowerCase().startsWith(PREFIX) ||
      (name.toLowerCase() === CONTENT_TYPE && isStructured(Buffer.from((value ?? '') as string).toString('latin1'))),
  );

const textsOf = (headers: KafkaRecord['headers']): ReadonlyMap<string, string> => {
  const texts = new Map<string, string>();
  for (const [given, value] of Object.entries(headers)) {
    const name = given.toLowerCase();
    // Foreign headers may hold anything.
    if (value === undefined || (name !== CONTENT_TYPE && !name.startsWith(PREFIX))) continue;
    if (Array.isArray(value) || texts.has(name)) throw new RangeError('a header is there more than once');
    texts.set(name, typeof value === 'string' ? value : utf8.decode(value as Uint8Array));
  }
  return texts;
};

const binaryOf = (
  texts: ReadonlyMap<string, string>,
  datacontenttype: string | undefined,
  value: Uint8Array | null,
): CloudEventRead => {
  const named = [...texts].filter(([name]) => name.startsWith(PREFIX));
  const attributes = Object.fromEntries(named.map(([name, text]) => [name.slice(PREFIX.length), text]));
  for (const name of ['data', 'data_base64', 'datacontenttype'])
    if (name in attributes) return refuse(`${PREFIX}${name} is no header`);
  if (datacontenttype !== undefined) attributes['datacontenttype'] = datacontenttype;
  if (value === null) return cloudEventOf(attributes, undefined);
  return cloudEventOf(attributes, isJson(datacontenttype) ? JSON.parse(utf8.decode(value)) : value);
};
