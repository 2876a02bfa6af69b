import { type CloudEvent, type CloudEventRead, attributesOf, cloudEventOf, isJson } from './cloud-event';

/** Structured mode: one JSON object with attributes and payload; bytes go as `data_base64`. */
export const encodeStructured = (event: CloudEvent): string => {
  const attributes = attributesOf(event);
  const { data } = event;
  if (data === undefined) return JSON.stringify(attributes);
  return JSON.stringify(
    data instanceof Uint8Array
      ? { ...attributes, data_base64: Buffer.from(data).toString('base64') }
      : { ...attributes, data },
  );
};

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Reads one event in structured mode. */
export const decodeStructured = (text: string): CloudEventRead => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { ok: false, detail: 'the value is not JSON' };
  }
  return structuredOf(parsed);
};

/** As `decodeStructured`, of JSON that was parsed already. */
export const structuredOf = (parsed: unknown): CloudEventRead => {
  const refuse = (detail: string): CloudEventRead => ({ ok: false, detail });
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return refuse('it is not a JSON object');
  const { data, data_base64: bytes, ...rest } = parsed as Record<string, unknown>;
  // JSON's null stands for an attribute that is not there.
  const attributes = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
  if (bytes === undefined || bytes === null) return cloudEventOf(attributes, data);
  if (data !== undefined) return refuse('data and data_base64 are both there');
  if (typeof bytes !== 'string' || !BASE64.test(bytes)) return refuse('data_base64 is not Base64');
  const decoded = Buffer.from(bytes, 'base64');
  if (!isJson(attributes['datacontenttype'] as string | undefined)) return cloudEventOf(attributes, decoded);
  try {
    return cloudEventOf(attributes, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(decoded)));
  } catch {
    return refuse('data_base64 does not hold JSON');
  }
};
