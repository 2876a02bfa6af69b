import { type HttpHeaders, decodeHttp, isBinaryHttp, structuredOf } from '@rapport/adapters';
import type { Submitted } from '@rapport/admission';
import { Problem, decodeUtf8, invalid, parseJson } from '@rapport/edge';
import { keptText, understood } from './understand';

/** What a request carries: one event, or a batch of them. */
export type CloudEventsBody =
  { readonly one: Submitted } | { readonly many: readonly (Submitted & { readonly index: number })[] };

const CLOUD_EVENTS = /^application\/cloudevents(-batch)?(?:\+([a-z0-9.-]+))?\s*(?:;|$)/i;
const loose = new TextDecoder('utf-8');

const unsupported = (): Problem =>
  new Problem(415, 'unsupported-format', 'send CloudEvents as JSON: application/cloudevents+json or -batch+json');

const structured = (value: unknown): Submitted => ({ ...understood(structuredOf(value)), raw: JSON.stringify(value) });

/** Texts and bytes as they came, for what could not be read at all. */
export const carriedOf = (headers: HttpHeaders, body: Uint8Array): unknown => ({
  headers: Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.startsWith('ce-') || name === 'content-type'),
  ),
  text: loose.decode(body),
  base64: Buffer.from(body).toString('base64'),
});

/**
 * Reads CloudEvents 1.0 as the HTTP binding has them: binary where there are `ce-` headers, else structured or a batch as the
 * Content-Type says; where that says something else the JSON itself decides, since content types are often wrong.
 * @throws Problem 400 for neither of them, 415 for formats other than JSON
 */
export const readCloudEvents = (headers: HttpHeaders, body: Uint8Array): CloudEventsBody => {
  const type = typeof headers['content-type'] === 'string' ? headers['content-type'] : '';
  const [named, batch, format] = CLOUD_EVENTS.exec(type) ?? [];
  if (named !== undefined && format?.toLowerCase() !== 'json') throw unsupported();
  if (named === undefined && isBinaryHttp(headers)) {
    const read = decodeHttp(headers, body);
    return { one: { ...understood(read), raw: keptText(read, () => carriedOf(headers, body)) } };
  }
  const value = parsed(body);
  if (batch || (named === undefined && Array.isArray(value))) {
    if (!Array.isArray(value)) throw invalid('a batch is a JSON array of CloudEvents');
    return { many: value.map((one, index) => ({ ...structured(one), index })) };
  }
  if (value !== undefined) return { one: structured(value) };
  return { one: { value: undefined, raw: loose.decode(body) } };
};

/** Undefined when it is not JSON: it goes to quarantine all the same. */
const parsed = (body: Uint8Array): unknown => {
  try {
    return parseJson(decodeUtf8(body));
  } catch {
    return undefined;
  }
};
