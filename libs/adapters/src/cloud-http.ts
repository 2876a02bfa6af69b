import { type CloudEventRead, cloudEventOf, isJson } from './cloud-events/cloud-event';
import { decodeHeader } from './decode-header';

/** Header fields as Node gives them, names in lower case. */
export type HttpHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

const PREFIX = 'ce-';
const fatal = new TextDecoder('utf-8', { fatal: true });

/** True when the request says that it is a CloudEvent in binary mode. */
export const isBinaryHttp = (headers: HttpHeaders): boolean => headers[`${PREFIX}specversion`] !== undefined;

/** Reads binary mode of the HTTP binding: attributes are headers `ce-…`, the body is the payload alone. */
export const decodeHttp = (headers: HttpHeaders, body: Uint8Array): CloudEventRead => {
  const attributes: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith(PREFIX) || value === undefined) continue;
    const attribute = name.slice(PREFIX.length);
    if (['data', 'data_base64', 'datacontenttype'].includes(attribute))
      return { ok: false, detail: `${name} is no header` };
    if (typeof value !== 'string') return { ok: false, detail: 'a header is there more than once' };
    try {
      attributes[attribute] = decodeHeader(value);
    } catch (error) {
      return { ok: false, detail: `a header ${(error as Error).message}` };
    }
  }
  const type = headers['content-type'];
  if (typeof type === 'string') attributes['datacontenttype'] = type;
  if (body.length === 0) return cloudEventOf(attributes, undefined);
  if (!isJson(type as string | undefined)) return cloudEventOf(attributes, body);
  try {
    return cloudEventOf(attributes, JSON.parse(fatal.decode(body)));
  } catch {
    return { ok: false, detail: 'the data is not JSON' };
  }
};
