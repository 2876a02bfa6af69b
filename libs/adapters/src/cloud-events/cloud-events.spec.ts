import fc from 'fast-check';
import type { CloudEvent, CloudEventRead } from './cloud-event';
import { claimsCloudEvent, decodeRecord, encodeBinary } from './kafka-record';
import { decodeStructured, encodeStructured } from './structured';

const text = fc
  .string({ unit: 'grapheme', minLength: 1 })
  .filter((value) => !/[\u0000-\u001f\u007f-\u009f]|\p{Surrogate}/u.test(value));
const optional = fc.record(
  {
    time: fc.date({ noInvalidDate: true, min: new Date('1900'), max: new Date('2200') }).map((at) => at.toISOString()),
    subject: text,
    dataschema: fc.webUrl(),
  },
  { requiredKeys: [] },
);
const extensionName = fc.stringMatching(/^x[a-z0-9]{0,19}$/);
const base = fc.record({ id: text, source: text, type: text });
const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);
const event: fc.Arbitrary<CloudEvent> = fc
  .tuple(
    base,
    optional,
    fc.dictionary(extensionName, text, { maxKeys: 4, noNullPrototype: true }),
    fc.oneof(
      fc.record({ data: json }),
      fc.record({ data: json, datacontenttype: fc.constantFrom('application/json; charset=utf-8', 'text/vnd.a+json') }),
      fc.record({
        data: fc.uint8Array().map((bytes) => Buffer.from(bytes)),
        datacontenttype: fc.constant('image/png'),
      }),
      fc.constant({ data: undefined }),
    ),
  )
  .map(([core, more, extensions, payload]) => ({ ...core, ...more, extensions, ...payload }));

const bytesOf = (headers: Readonly<Record<string, string>>): Record<string, Buffer> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)]));
const read = (found: CloudEventRead): CloudEvent => {
  if (!found.ok) throw new Error(found.detail);
  return found.event;
};
/** Binary mode always says what the payload is. */
const saying = (given: CloudEvent): CloudEvent =>
  given.data === undefined || given.datacontenttype ? given : { ...given, datacontenttype: 'application/json' };

describe('an event', () => {
  it('comes back from a Kafka record as it was', () =>
    fc.assert(
      fc.property(event, (given) => {
        const { headers, value } = encodeBinary(given);
        expect(read(decodeRecord({ headers: bytesOf(headers), value }))).toEqual(saying(given));
        expect(claimsCloudEvent({ headers: bytesOf(headers) })).toBe(true);
      }),
    ));

  it('comes back from structured mode as it was, numbers and truth values too', () =>
    fc.assert(
      fc.property(event, fc.maxSafeInteger(), fc.boolean(), (given, number, truth) => {
        const more = { ...given, extensions: { ...given.extensions, number, truth } };
        const text = encodeStructured(more);
        expect(read(decodeStructured(text))).toEqual(more);
        const headers = { 'content-type': Buffer.from('application/cloudevents+json; charset=UTF-8') };
        expect(read(decodeRecord({ headers, value: Buffer.from(text) }))).toEqual(more);
      }),
    ));

  it('keeps letters of all kinds, spaces and percent signs in headers as they are', () => {
    const { headers } = encodeBinary({
      ...{ id: '50 % Ü', source: 'läden/köln', type: 't', extensions: { correlationid: '€ 5' }, data: undefined },
    });
    expect(headers).toEqual({
      ...{ ce_specversion: '1.0', ce_id: '50 % Ü', ce_source: 'läden/köln', ce_type: 't', ce_correlationid: '€ 5' },
    });
  });
});

const good = { specversion: '1.0', id: '1', source: 's', type: 't' };
const headers = { ce_specversion: '1.0', ce_id: '1', ce_source: 's', ce_type: 't' };
const value = Buffer.from('{}');

it.each([
  ['not JSON', '{', 'not JSON'],
  ['no object', '[]', 'not a JSON object'],
  ['another version', JSON.stringify({ ...good, specversion: '0.3' }), 'specversion'],
  ['no id', JSON.stringify({ ...good, id: '' }), 'id is missing'],
  ['an id that is null', JSON.stringify({ ...good, id: null }), 'id is missing'],
  ['a bad time', JSON.stringify({ ...good, time: 'yesterday' }), 'RFC 3339'],
  ['a bad name', JSON.stringify({ ...good, corrId: 'x' }), 'lower-case'],
  ['a structure as attribute', JSON.stringify({ ...good, more: {} }), 'more must be text'],
  ['a number with a fraction', JSON.stringify({ ...good, more: 1.5 }), 'more must be a whole number'],
  ['control characters', JSON.stringify({ ...good, subject: 'a\nb' }), 'control characters'],
  ['two payloads', JSON.stringify({ ...good, data: 1, data_base64: 'AA==' }), 'both'],
  ['bad Base64', JSON.stringify({ ...good, datacontenttype: 'image/png', data_base64: 'A' }), 'Base64'],
  ['bytes that are no JSON', JSON.stringify({ ...good, data_base64: 'AAAA' }), 'does not hold JSON'],
])('of structured mode with %s is refused', (_what, text, detail) =>
  expect(decodeStructured(text)).toEqual({ ok: false, detail: expect.stringContaining(detail) }),
);

it.each([
  ['no attributes', { headers: {}, value }, 'specversion'],
  ['a value that is no JSON', { headers, value: Buffer.from('{') }, 'not JSON'],
  ['bytes that are no UTF-8', { headers, value: Buffer.from([0xff]) }, 'not UTF-8'],
  ['a header that is no UTF-8', { headers: { ...headers, ce_id: Buffer.from([0xff]) }, value }, 'not UTF-8'],
  ['a header twice', { headers: { ...headers, ce_id: ['1', '2'] }, value }, 'more than once'],
  ['a header twice in two spellings', { headers: { ...headers, CE_ID: '1' }, value }, 'more than once'],
  ['data in a header', { headers: { ...headers, ce_data: '1' }, value }, 'ce_data is no header'],
  [
    'structured mode without a value',
    { headers: { 'content-type': 'application/cloudevents+json' }, value: null },
    'no value',
  ],
])('of a record with %s is refused', (_what, record, detail) =>
  expect(decodeRecord(record)).toEqual({ ok: false, detail: expect.stringContaining(detail) }),
);

it('a record without CloudEvents headers claims nothing', () =>
  expect(claimsCloudEvent({ headers: { 'content-type': 'application/json', trace: Buffer.from('x') } })).toBe(false));
