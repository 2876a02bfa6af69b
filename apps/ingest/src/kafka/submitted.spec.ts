import { encodeBinary, encodeStructured, type CloudEvent } from '@rapport/adapters';
import { VALUE_BYTES_MAX, submittedOf } from './submitted';

const native = {
  ...{ id: 'B3-1', source: 'pos/berlin-3', channel: 'store', type: 'PurchaseMade' },
  occurredAt: '2026-11-20T17:04:05+01:00',
  identifiers: [{ type: 'email', value: 'li@example.com' }],
  data: { orderId: 'B3-1', currency: 'EUR', amount: '1.00' },
};
const event: CloudEvent = {
  ...{ id: 'B3-1', source: 'pos/berlin-3', type: 'io.rapport.purchase-made.v1', time: native.occurredAt },
  extensions: { channel: 'store' },
  data: { ...native.data, identifiers: native.identifiers },
};
const bytes = (text: string): Buffer => Buffer.from(text);
const asBytes = (headers: Record<string, string>): Record<string, Buffer> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, bytes(value)]));

describe('a record as it is submitted', () => {
  it('is a native interaction', () =>
    expect(submittedOf({ headers: {}, value: bytes(JSON.stringify(native)) })).toEqual({
      value: native,
      raw: JSON.stringify(native),
    }));

  it('is a CloudEvent in binary mode, in structured mode, and structured without saying so', () => {
    const { headers, value } = encodeBinary(event);
    const structured = encodeStructured(event);
    const named = { 'content-type': bytes('application/cloudevents+json; charset=UTF-8') };
    for (const record of [
      { headers: asBytes(headers), value },
      { headers: named, value: bytes(structured) },
      { headers: {}, value: bytes(structured) },
    ])
      expect(submittedOf(record)).toMatchObject({ value: { ...native, v: 1 }, raw: expect.any(String) });
  });

  it('is kept whole where it is no CloudEvent though it says so', () => {
    const { headers, value } = encodeBinary(event);
    const read = submittedOf({ headers: asBytes({ ...headers, ce_specversion: '0.3' }), value });
    expect(read.fault?.code).toBe('bad-cloud-event');
    expect(JSON.parse(read.raw!)).toMatchObject({ headers: { ce_id: 'B3-1' }, base64: value!.toString('base64') });
  });

  it.each([
    ['no-value', null],
    ['too-large', Buffer.alloc(VALUE_BYTES_MAX + 1, 'x')],
    ['not-text', Buffer.from([0x7b, 0xff, 0x7d])],
  ])('is %s', (code, value) => {
    const read = submittedOf({ headers: {}, value });
    expect([read.fault?.code, typeof read.raw]).toEqual([code, 'string']);
    if (code === 'not-text') expect(JSON.parse(read.raw!)).toMatchObject({ base64: value!.toString('base64') });
  });

  it('is no JSON, and kept as it is', () =>
    expect(submittedOf({ headers: {}, value: bytes('{"id":') })).toEqual({ value: undefined, raw: '{"id":' }));

  it('may have its id beside it', () => {
    const value = bytes(JSON.stringify(native));
    const of = (key: Buffer) => submittedOf({ headers: { 'idempotency-key': key }, value }).defaultId;
    expect([of(bytes('k-1')), of(bytes('line\nbreak'))]).toEqual(['k-1', undefined]);
  });
});
