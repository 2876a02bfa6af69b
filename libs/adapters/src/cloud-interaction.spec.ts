import { checkInteraction, cloudEventTypeOf, typeDefinitions } from '@rapport/events';
import { BESIDE_THE_PAYLOAD, interactionOf } from './cloud-interaction';
import type { CloudEvent } from './cloud-events/cloud-event';

const NOW = new Date('2026-11-22T09:00:00.000Z');
const event = (over: Partial<CloudEvent> = {}): CloudEvent => ({
  id: 'B3-1',
  source: 'pos/berlin-3',
  type: 'io.rapport.purchase-made.v1',
  time: '2026-11-20T17:04:05+01:00',
  extensions: { channel: 'store' },
  data: { orderId: 'B3-1', currency: 'EUR', amount: '1.00', identifiers: [{ type: 'email', value: 'li@example.com' }] },
  ...over,
});
const taken = (over: Partial<CloudEvent> = {}): any => {
  const result = interactionOf(event(over));
  if (!result.ok) throw new Error(result.detail);
  return result.interaction;
};

describe('a CloudEvent as an interaction', () => {
  it('says the same', () => {
    const interaction = taken();
    expect(interaction).toEqual({
      ...{ id: 'B3-1', source: 'pos/berlin-3', channel: 'store', type: 'PurchaseMade', v: 1 },
      occurredAt: '2026-11-20T17:04:05+01:00',
      identifiers: [{ type: 'email', value: 'li@example.com' }],
      data: { orderId: 'B3-1', currency: 'EUR', amount: '1.00' },
    });
    expect(checkInteraction(interaction, NOW).ok).toBe(true);
  });

  it('keeps what it says beside, and not how it travelled', () => {
    const extensions = {
      ...{ channel: 'store', correlationid: 'c', causationid: 'd', historical: 'true', campaigncode: 'x', till: 7 },
      ...{ partitionkey: 'k', sequence: '1', recordedtime: '2026-11-20T17:04:06Z' },
      traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    };
    const data = { ...(event().data as object), context: { agent: 'a-17' } };
    const interaction = taken({ extensions, subject: 'order 17', data });
    expect(interaction).toMatchObject({ correlationId: 'c', causationId: 'd', historical: true });
    expect(interaction.context).toEqual({ agent: 'a-17', subject: 'order 17', campaigncode: 'x', till: 7 });
    expect(checkInteraction(interaction, NOW).ok).toBe(true);
  });

  it('needs a channel only where the type comes on several', () => {
    const single = typeDefinitions().find(({ channels, example }) => channels.length === 1 && example)!;
    const type = cloudEventTypeOf(single.type);
    expect(taken({ type, extensions: {}, data: single.example }).channel).toBe(single.channels[0]);
    expect(interactionOf(event({ extensions: {} }))).toMatchObject({
      ok: false,
      detail: expect.stringContaining('channel'),
    });
  });

  it('takes every type that there is, in every version', () => {
    for (const { type, version, channels, example } of typeDefinitions()) {
      const extensions = { channel: channels[0]! };
      const interaction = taken({ type: cloudEventTypeOf(type), extensions, data: example ?? {} });
      expect(interaction).toMatchObject({ type, v: version, channel: channels[0] });
    }
  });

  it('has no field that an event type has too', () => {
    const clashes = typeDefinitions().filter(({ schema }) =>
      BESIDE_THE_PAYLOAD.some((name) => Object.hasOwn(schema.properties ?? {}, name)),
    );
    expect(clashes.map(({ type }) => type)).toEqual([]);
  });

  it.each([
    ['a type that is none of ours', { type: 'com.example.order' }, 'io.rapport'],
    ['data that is a list', { data: [] }, 'object'],
    ['bytes', { data: Buffer.from('x'), datacontenttype: 'application/octet-stream' }, 'JSON'],
    ['a context that is a text', { data: { context: 'x' } }, 'context'],
    [
      'a history that is neither true nor false',
      { extensions: { channel: 'store', historical: 'maybe' } },
      'historical',
    ],
  ])('refuses %s', (_, over, why) => {
    const result = interactionOf(event(over));
    expect(result.ok ? 'taken' : result.detail).toContain(why);
  });
});
