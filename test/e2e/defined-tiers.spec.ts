import type { EventStore } from '@rapport/event-store';
import { clockStream, dayEnded } from '@rapport/read-db';
import { eventually } from '@rapport/testing';
import { startInstallation, type Installation } from './installation';
import { card, purchase } from './touchpoints';

const RULE = 'value-pyramid';
const byTier = {
  ...{ name: 'orders-by-tier', events: { types: ['PurchaseMade'] }, by: [{ tier: RULE }] },
  measures: { orders: 'count', best: { sum: 'amount', where: { tier: RULE, in: ['platinum', 'gold'] } } },
};

describe('a described projection that asks for tiers as they were at the event', () => {
  let rapport: Installation;
  let store: EventStore;
  const sell = async (who: string, amount: string, occurredAt: string): Promise<string> => {
    const data = { orderId: `${who}-${occurredAt}`, currency: 'EUR', amount };
    const { status, body } = await rapport.as('integrator').post('/v1/interactions', purchase([card(who)], { data, occurredAt, historical: true })); // prettier-ignore
    expect(status).toBe(201);
    return body.position;
  };
  const closed = async (date: string, restatement = 0): Promise<void> => {
    const ended = dayEnded('UTC', { date, span: 'day', restatement }, { by: 'spec', historical: true });
    await store.append([{ stream: clockStream('UTC'), expected: 'any', events: [ended] }]);
    await eventually(async () => {
      const { body } = await rapport.as('analyst').get(`/v1/rules/${RULE}/closes`);
      const runs = body.closes.filter((one: any) => one.date === date && one.restatement === restatement);
      expect(runs).toHaveLength(1);
    }, 30_000);
  };
  const rows = async (minPosition: string): Promise<object> => {
    const { status, body } = await rapport.as('analyst').get(`/v1/projections/orders-by-tier/rows?minPosition=${minPosition}`); // prettier-ignore
    expect(status).toBe(200);
    return Object.fromEntries(body.rows.map(({ tier, ...figures }: any) => [String(tier), figures]));
  };

  beforeAll(async () => {
    rapport = await startInstallation();
    store = await rapport.openStore();
    await sell('LC-ann', '100.00', '2025-01-01T10:00:00.000Z');
    await sell('LC-ben', '10.00', '2025-01-01T11:00:00.000Z');
    await closed('2025-01-01');
    await sell('LC-ann', '1.00', '2025-01-02T10:00:00.000Z');
    await sell('LC-ben', '500.00', '2025-01-02T11:00:00.000Z');
    await closed('2025-01-02');
  });
  afterAll(async () => {
    await store?.close();
    await rapport?.stop();
  });

  it('is refused where there is no such rule, or one that puts nobody into tiers', async () => {
    const analyst = rapport.as('analyst');
    const wrong = { ...byTier, by: [{ tier: 'nobody-published' }], measures: { n: { count: 'events', where: { tier: 'own-cadence', is: 'x' } } } }; // prettier-ignore
    for (const path of ['/v1/projections', '/v1/projections/preview']) {
      const { status, body } = await analyst.post(path, wrong);
      expect([status, body.faults.map(({ at, message }: any) => [at, message])]).toEqual([
        422,
        [
          ['/by/0/tier', expect.stringContaining('nobody published a rule nobody-published')],
          ['/measures/n/where/tier', expect.stringContaining('of the kind cadence, which puts nobody into tiers')],
        ],
      ]);
    }
    const figure = await analyst.post('/v1/figures', { name: 'x', definition: { ...byTier, by: [{ tier: 'nobody-published' }] } }); // prettier-ignore
    expect([figure.status, figure.body.faults[0].at]).toEqual([422, '/definition/by/0/tier']);
  });

  it('is previewed with the tiers of the sample’s customers', async () => {
    const { status, body } = await rapport.as('analyst').post('/v1/projections/preview', byTier);
    expect([status, body.rows]).toEqual([
      200,
      [
        { tier: 'lead', best: {}, orders: 1 },
        { tier: 'platinum', best: { EUR: '1.00' }, orders: 1 },
        { tier: null, best: {}, orders: 2 },
      ],
    ]);
  });

  it('is built, follows what comes late and days that are decided anew, and equals a rebuild and the card of then', async () => {
    expect((await rapport.as('analyst').post('/v1/projections', byTier)).status).toBe(201);
    await eventually(async () => {
      expect((await rapport.as('analyst').get('/v1/projections/orders-by-tier')).body.serving).toBe(1);
    }, 40_000);
    const late = await sell('LC-ben', '3.00', '2025-01-02T12:00:00.000Z');
    expect(await rows(late)).toEqual({
      null: { orders: 2, best: {} },
      platinum: { orders: 1, best: { EUR: '1.00' } },
      lead: { orders: 2, best: {} },
    });
    // Heard of only now: at the end of the first day Ben was the best.
    await sell('LC-ben', '900.00', '2025-01-01T12:00:00.000Z');
    await closed('2025-01-01', 1);
    const { position } = await store.head();
    const after = { null: { orders: 3, best: {} }, platinum: { orders: 2, best: { EUR: '503.00' } }, lead: { orders: 1, best: {} } }; // prettier-ignore
    await eventually(async () => expect(await rows(position)).toEqual(after), 20_000);
    const asked = await rapport.as('admin').post('/v1/projections/orders-by-tier/replays', { promote: false });
    await eventually(async () => {
      const { state, comparison } = (await rapport.as('admin').get(`/v1/replays/${asked.body.id}`)).body;
      expect([state, comparison]).toEqual(['ready', expect.objectContaining({ different: 0, onlyLive: 0, onlyRebuilt: 0 })]); // prettier-ignore
    }, 40_000);
    const identifiers = [{ type: 'loyaltyCard', issuer: 'pos', value: 'LC-ben' }];
    const { cards } = (await rapport.as('agent').post('/v1/customers/lookup', { identifiers })).body;
    const then = await rapport.as('analyst').get(`/v1/customers/${cards[0].customerId}/tiers?rule=${RULE}&asOfOccurred=2025-01-02T12:00:00.000Z`); // prettier-ignore
    expect(then.body.current[0]).toMatchObject({ tier: 'platinum', date: '2025-01-01' });
  });
});
