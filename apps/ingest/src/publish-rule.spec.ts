import { memoryEventStore } from '@rapport/event-store';
import { checkData, decodeEvent } from '@rapport/events';
import { publishRule, type RuleWish } from './publish-rule';

const NOW = new Date('2026-03-05T12:00:00.000Z');
const wish = (more: Partial<RuleWish> = {}): RuleWish => ({
  ...{
    rule: 'gross',
    kind: 'pyramid',
    params: { basis: 'gross' },
    effectiveFrom: '1900-01-01',
    reason: 'plan',
    by: 'key',
  },
  ...more,
});

it('numbers versions, completes parameters, and publishes nothing twice', async () => {
  const parts = { store: memoryEventStore(), currency: 'GBP' };
  const params = { window: '365d', basis: 'gross', reportingCurrency: 'GBP', dampingCloses: 30 };
  expect(await publishRule(parts, wish(), NOW)).toMatchObject({ isNew: true, version: { version: 1, params } });
  expect(await publishRule(parts, wish({ reason: 'other words' }), NOW)).toMatchObject({ isNew: false, version: { version: 1 } }); // prettier-ignore
  const second = await publishRule(parts, wish({ params: { ...params, window: 'all' } }), NOW);
  expect(second).toMatchObject({ isNew: true, version: { version: 2, params: { ...params, window: 'all' } } });
  for await (const events of parts.store.read(['rule-gross'])) {
    for (const { type, data, meta } of events.map(decodeEvent)) {
      expect(checkData(type, data)).toEqual([]);
      expect(meta).toEqual({ by: 'key' });
    }
  }
});

it('refuses another kind and wrong parameters', async () => {
  const parts = { store: memoryEventStore(), currency: 'EUR' };
  await publishRule(parts, wish(), NOW);
  await expect(publishRule(parts, wish({ kind: 'cadence', params: {} }), NOW)).rejects.toMatchObject({ status: 409 });
  await expect(publishRule(parts, wish({ params: { basis: 'profit', x: 1 } }), NOW)).rejects.toMatchObject({
    ...{ status: 422, members: { faults: expect.arrayContaining(['basis must be gross, net or margin']) } },
  });
});

it.each(['pyramid', 'rfm', 'clv', 'club', 'relationship', 'upgrade'] as const)(
  'refuses a currency that nobody pays in, for a rule of the kind %s',
  async (kind) => {
    const parts = { store: memoryEventStore(), currency: 'EUR' };
    const told = { status: 422, members: { faults: ['reportingCurrency ZZZ is no currency of ISO 4217'] } };
    const rule = wish({ kind, params: { reportingCurrency: 'ZZZ' } });
    await expect(publishRule(parts, rule, NOW)).rejects.toMatchObject(told);
    await publishRule(parts, wish({ kind, params: { reportingCurrency: 'CNY' } }), NOW);
  },
);

it('gives two who publish at the same time two numbers', async () => {
  const parts = { store: memoryEventStore(), currency: 'EUR' };
  const both = await Promise.all(['all', '30d'].map((window) => publishRule(parts, wish({ params: { window } }), NOW)));
  expect(both.map(({ version }) => version.version).sort()).toEqual([1, 2]);
});
