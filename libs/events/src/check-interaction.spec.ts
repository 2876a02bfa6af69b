import fc from 'fast-check';
import { checkInteraction, IDENTIFIERS_MAX } from './check-interaction';
import { TOUCHPOINT_CHANNELS } from './envelope';
import { DEPTH_MAX } from './plain-json';
import { typeDefinition, typeDefinitions } from './type-definition';

const now = new Date('2026-11-22T00:00:00.000Z');
const sent = {
  id: '0198c7-1',
  source: 'pos/berlin-3',
  channel: 'store',
  type: 'PurchaseMade',
  occurredAt: '2026-11-20T17:04:05+01:00',
  identifiers: [
    { type: 'loyaltyCard', issuer: 'pos', value: 'LC-88231' },
    { type: 'email', value: 'Li@Example.com' },
  ],
  data: { orderId: 'B3-5512', currency: 'EUR', amount: '129.90', lines: [{ sku: 'XPS-13', quantity: 1 }] },
  context: { agent: 'a-17', location: 'berlin-3' },
  correlationId: 'c-1',
};
const accepted = (value: unknown) => {
  const checked = checkInteraction(value, now);
  if (!checked.ok) throw new Error(`${checked.code}: ${checked.detail}`);
  return checked.interaction;
};
const codeOf = (value: unknown) => {
  const checked = checkInteraction(value, now);
  return checked.ok ? 'accepted' : checked.code;
};

it('accepts the documented interaction and brings its time to UTC', () =>
  expect(accepted(sent)).toEqual({ ...sent, occurredAt: '2026-11-20T16:04:05.000Z' }));

it('accepts every type on every channel that lists it, and on no other', () => {
  const all = [...TOUCHPOINT_CHANNELS, 'business'];
  for (const { type, channels, example } of typeDefinitions())
    for (const channel of all) {
      const listed = channels.some((one) => one === channel);
      expect(codeOf({ ...sent, type, channel, data: example })).toBe(listed ? 'accepted' : 'type-not-on-channel');
    }
});

it('takes order types from every touchpoint that sells', () => {
  const where = typeDefinition('PurchaseMade')!.channels;
  expect(where).toEqual(expect.arrayContaining(['web', 'store', 'call', 'field', 'business']));
});

it.each([
  ['not-an-object', null],
  ['not-an-object', [sent]],
  ['not-an-object', 'text'],
  ['bad-id', { ...sent, id: '' }],
  ['bad-id', { ...sent, id: 7 }],
  ['bad-id', { ...sent, id: 'a\nb' }],
  ['bad-id', { ...sent, id: 'x'.repeat(201) }],
  ['bad-source', { ...sent, source: undefined }],
  ['bad-source', { ...sent, source: 'a b' }],
  ['bad-source', { ...sent, source: 'x'.repeat(201) }],
  ['bad-source', { ...sent, source: 'rapport/identity' }],
  ['unknown-channel', { ...sent, channel: 'fax' }],
  ['unknown-channel', { ...sent, channel: 'record', type: 'InteractionRetracted', data: { target: 'x' } }],
  ['unknown-channel', { ...sent, channel: 'identity' }],
  ['unknown-channel', { ...sent, channel: undefined }],
  ['unknown-type', { ...sent, type: 'PurchaseDreamt' }],
  ['unknown-type', { ...sent, type: 'constructor' }],
  ['unknown-type', { ...sent, type: undefined }],
  ['type-not-on-channel', { ...sent, type: 'PageViewed' }],
  ['unknown-version', { ...sent, v: 2 }],
  ['unknown-version', { ...sent, v: 0 }],
  ['unknown-version', { ...sent, v: '1' }],
  ['bad-time', { ...sent, occurredAt: '2026-11-20T17:04:05' }],
  ['bad-time', { ...sent, occurredAt: 1_700_000_000 }],
  ['bad-time', { ...sent, occurredAt: '1899-11-20T17:04:05Z' }],
  ['time-in-future', { ...sent, occurredAt: '2026-11-23T00:00:00.001Z' }],
  ['bad-identifier', { ...sent, identifiers: {} }],
  ['bad-identifier', { ...sent, identifiers: [{ type: 'userId', value: 17850 }] }],
  ['bad-identifier', { ...sent, identifiers: [{ type: 'userId', value: 'a', issuer: null }] }],
  ['too-many-identifiers', { ...sent, identifiers: Array(IDENTIFIERS_MAX + 1).fill(sent.identifiers[0]) }],
  ['bad-data', { ...sent, data: undefined }],
  ['bad-data', { ...sent, data: [] }],
  ['bad-data', { ...sent, data: { ...sent.data, amount: 129.9 } }],
  ['bad-data', { ...sent, data: { ...sent.data, amount: '129,90' } }],
  ['bad-data', { ...sent, data: { ...sent.data, deliveryDueAt: '2026-02-30T00:00:00Z' } }],
  ['bad-context', { ...sent, context: 'berlin' }],
  ['bad-context', { ...sent, context: { agent: { name: 'Li' } } }],
  ['bad-metadata', { ...sent, correlationId: 7 }],
  ['bad-metadata', { ...sent, traceparent: '00-1' }],
  ['bad-metadata', { ...sent, historical: 'yes' }],
  ['bad-text', { ...sent, data: { ...sent.data, note: 'a\0b' } }],
  ['bad-text', { ...sent, data: { ...sent.data, unknown: ['\ud800'] } }],
  ['bad-text', { ...sent, data: { ...sent.data, unknown: Number('1e400') } }],
  ['bad-text', JSON.parse('{"data":{"__proto__":{"admin":true}}}')],
  ['too-large', { ...sent, data: { ...sent.data, unknown: 'x'.repeat(256 * 1024) } }],
])('refuses with %s (%#)', (code, value) => expect(codeOf(value)).toBe(code));

it('says how deep is too deep, without running out of stack', () => {
  const nested = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown;
  const data = (levels: number) => ({ ...sent, data: { ...sent.data, unknown: nested(levels) } });
  expect(codeOf(data(DEPTH_MAX - 2))).toBe('accepted');
  expect(codeOf(data(DEPTH_MAX - 1))).toBe('too-deep');
  expect(codeOf(data(100_000))).toBe('too-deep');
});

it('takes the last moment that a fast clock may say', () =>
  expect(codeOf({ ...sent, occurredAt: '2026-11-23T00:00:00.000Z' })).toBe('accepted'));

it('keeps unknown data fields, and unknown members of the interaction in its context', () => {
  const { data, context } = accepted({ ...sent, tenant: { id: 7 }, data: { ...sent.data, giftWrap: [true] } });
  expect(data['giftWrap']).toEqual([true]);
  expect(context).toEqual({ ...sent.context, other: { tenant: { id: 7 } } });
});

it('drops what only says how the message travelled', () =>
  expect(accepted({ ...sent, sentAt: 'x', receivedAt: 'y', retryCount: 3 })).toEqual(accepted(sent)));

it('a payload that looks like a refusal is still a payload', () =>
  expect(accepted({ ...sent, data: { ...sent.data, ok: false, code: 'bad-id', detail: 'x' } }).data['code']).toBe(
    'bad-id',
  ));

it('brings moments in the data to UTC', () =>
  expect(
    accepted({ ...sent, data: { ...sent.data, deliveryDueAt: '2026-11-24T19:00:00+01:00' } }).data['deliveryDueAt'],
  ).toBe('2026-11-24T18:00:00.000Z'));

it('checks old versions as they were and brings them to the newest shape', () => {
  const old = { ...sent, channel: 'survey', type: 'SurveyAnswered', v: 1 };
  const data = { survey: 's', question: 'q', kind: 'nps', score: 9, scale: 10 };
  expect(accepted({ ...old, data }).data).toEqual({
    survey: 's',
    question: 'q',
    kind: 'nps',
    score: 9,
    scaleMin: 0,
    scaleMax: 10,
  });
  expect(codeOf({ ...old, v: 2, data })).toBe('bad-data');
  expect(codeOf({ ...old, data: { ...data, score: 11 } })).toBe('bad-data');
  expect(codeOf({ ...old, data: { ...data, scale: undefined } })).toBe('bad-data');
});

it('never throws, whatever comes', () =>
  fc.assert(
    fc.property(fc.anything(), fc.constantFrom(...Object.keys(sent)), (value, member) => {
      checkInteraction(value, now);
      checkInteraction({ ...sent, [member]: value }, now);
    }),
    { numRuns: 2_000 },
  ));
