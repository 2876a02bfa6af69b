import type { EventStore } from '@rapport/event-store';
import { evidence, published, runOf } from './decided-runs';
import { startInstallation, type Installation } from './installation';
import { say } from './rule-events';
import { card, profile, purchase } from './touchpoints';

const [PYRAMID, DATES] = ['cards-pyramid', 'cards-dates'] as const;

describe('a card with decisions', () => {
  let rapport: Installation;
  let store: EventStore;
  let [ann, ben, position] = ['', '', ''];
  const read = async (path: string): Promise<any> => {
    const { status, body } = await rapport.as('agent').get(`/v1/customers/${path}`);
    expect([path, status]).toEqual([path, 200]);
    return body;
  };
  beforeAll(async () => {
    rapport = await startInstallation();
    store = await rapport.openStore();
    const record = async (event: object) => (await rapport.as('integrator').post('/v1/interactions', event)).body;
    const sale = await record(purchase([card('LC-ann')]));
    ann = sale.customerId;
    ben = (await record(profile([card('LC-ben')], { country: 'DE' }))).customerId;
    const first = runOf(PYRAMID, '2026-11-19');
    await say(store, PYRAMID, [
      ...[published(PYRAMID, 'pyramid'), first.opened, first.tier(ann, 'platinum', '90.00', 1), first.closed],
    ]);
    const { about, opened, closed } = runOf(DATES, '2026-11-19');
    const birthday = { signal: 'birthday', level: 'due', reasons: ['birthday within 3 days'], figures: { days: 3 } };
    position = await say(store, DATES, [
      ...[published(DATES, 'dates'), opened],
      {
        ...{ id: `${about.run}#${ann}`, type: 'SignalRaised', customer: ann },
        data: {
          ...{ ...about, version: 1, ...birthday, valueAtStake: '0.00', currency: 'EUR', evidence },
          dueFrom: '2026-11-21T08:00:00.000Z',
        },
      },
      closed,
    ]);
    const right = { kind: 'correct', reason: 'A slip', data: { orderId: 'o', currency: 'EUR', amount: '9.00' } };
    const { body } = await rapport.as('agent').post(`/v1/interactions/${sale.eventId}/corrections`, right);
    await read(`${ann}/timeline?minPosition=${body.position}`);
  });
  afterAll(async () => {
    await store?.close();
    await rapport?.stop();
  });

  it('says which tier and which signals hold, wherever it is shown', async () => {
    const why = await read(`${ann}/why?field=/signals&minPosition=${position}`);
    expect(why.decisions).toMatchObject([{ signal: 'birthday', score: null, events: [{ status: 'corrected' }] }]);
    const held = { tiers: [{ rule: PYRAMID, tier: 'platinum' }], signals: [{ score: null, odds: null }] };
    expect(await read(ann)).toMatchObject(held);
    const agent = rapport.as('agent');
    const looked = await agent.post('/v1/customers/lookup', { identifiers: [card('LC-ann')] });
    expect(looked.body.cards).toMatchObject([held]);
    expect((await agent.post('/v1/customers/search', { channels: ['store'] })).body.customers).toMatchObject([held]);
  });

  it('explains also what nobody wrote down', async () => {
    expect((await read(`${ann}/why?field=tiers.${PYRAMID}`)).decisions).toMatchObject([{ events: [{}] }]);
    const { decisions } = await read(`${ben}/why?field=/tiers`);
    expect(decisions).toMatchObject([{ tier: 'prospect', eventId: null, events: [] }]);
    const found = await rapport.as('agent').post('/v1/customers/search', { traits: { country: 'DE' }, order: 'key' });
    expect(found.body.customers).toMatchObject([{ customerId: ben, firstSeenAt: null, lastOrder: null }]);
    const { body } = await rapport.as('admin').get(`/v1/customers/${ben}/export`);
    expect(body.sections.find(({ name }: any) => name === 'tiers').rows).toMatchObject([{ tier: 'prospect' }]);
  });
});
