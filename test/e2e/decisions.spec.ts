import type { EventStore } from '@rapport/event-store';
import { startInstallation, type Installation } from './installation';
import { cutoffs, evidence, figures, published, runOf, sale } from './decided-runs';
import { say } from './rule-events';
import { card, purchase } from './touchpoints';

const RULE = 'spec-pyramid';
const SIGNAL = 'spec-cadence';

describe('what rules have decided', () => {
  let rapport: Installation;
  let store: EventStore;
  let [ann, ben, cam] = ['', '', ''];
  let position = '';
  /** After the first close was recorded and before the second one. */
  let between = '';
  const read = async (path: string, role: 'analyst' | 'agent' = 'analyst'): Promise<any> => {
    const { status, body } = await rapport
      .as(role)
      .get(`${path}${path.includes('?') ? '&' : '?'}minPosition=${position}`);
    expect([path, status]).toEqual([path, 200]);
    return body;
  };

  beforeAll(async () => {
    rapport = await startInstallation();
    store = await rapport.openStore();
    const customerOf = async (name: string): Promise<string> => {
      const { body } = await rapport.as('integrator').post('/v1/interactions', purchase([card(name)]));
      return body.customerId as string;
    };
    [ann, ben, cam] = [await customerOf('LC-ann'), await customerOf('LC-ben'), await customerOf('LC-cam')];
    const [first, second, third] = ['2026-11-18', '2026-11-19', '2026-11-20'].map((date) => runOf(RULE, date)) as [
      ReturnType<typeof runOf>,
      ReturnType<typeof runOf>,
      ReturnType<typeof runOf>,
    ];
    await say(store, RULE, [
      ...[published(RULE, 'pyramid'), first.opened, first.tier(ann, 'platinum', '90.00', 1)],
      ...[first.tier(ben, 'lead', '10.00', 2), first.closed],
    ]);
    await new Promise((resolve) => setTimeout(resolve, 5));
    between = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await say(store, RULE, [
      ...[second.opened, second.tier(ben, 'platinum', '95.50', 1), second.tier(ann, 'lead', '90.00', 2), second.closed],
      ...[third.opened, third.tier(ann, 'gold', '1.00', 1)],
    ]);
    const signals = runOf(SIGNAL, '2026-11-19');
    position = await say(store, SIGNAL, [
      ...[published(SIGNAL, 'cadence'), signals.opened, signals.signal(ann, 'watch', '20.00')],
      ...[signals.signal(ben, 'critical', '412.50'), signals.closed],
    ]);
  });
  afterAll(async () => {
    await store?.close();
    await rapport?.stop();
  });

  it('answers with the tier of a customer, what it rests on, and what it was', async () => {
    const { customerId, current, history, next } = await read(`/v1/customers/${ann}/tiers?rule=${RULE}`, 'agent');
    expect([customerId, next]).toEqual([ann, null]);
    expect(current).toEqual([
      expect.objectContaining({
        ...{ rule: RULE, tier: 'lead', rankTier: 'lead', date: '2026-11-19', heldAt: '2026-11-19', rank: 2, share: 1 },
        ...{ population: 2, value: '90.00', currency: 'EUR', basis: 'net', cutoffs, evidence, reason: 'rank 2 of 2' },
        ...{
          nextTier: { tier: 'platinum', distance: '0.00' },
          decidedAbout: ann,
          run: runOf(RULE, '2026-11-19').about.run,
        },
      }),
    ]);
    expect(history.map(({ date, tier }: any) => `${date} ${tier}`)).toEqual(['2026-11-19 lead', '2026-11-18 platinum']);
    const page = await read(`/v1/customers/${ann}/tiers?rule=${RULE}&limit=1`);
    const rest = await read(`/v1/customers/${ann}/tiers?rule=${RULE}&limit=1&cursor=${page.next}`);
    expect([...page.history, ...rest.history]).toEqual(history);
    expect((await read(`/v1/customers/${cam}/tiers?rule=${RULE}`)).current).toMatchObject([
      { tier: 'prospect', heldAt: '2026-11-19', eventId: null },
    ]);
  });

  it('lists the population of any closed day, and nothing of an open run', async () => {
    const latest = await read(`/v1/tiers?rule=${RULE}`);
    expect(latest).toMatchObject({
      rule: RULE,
      date: '2026-11-19',
      close: { population: 2, cutoffs, figures },
      next: null,
    });
    expect(latest.customers.map(({ customerId, tier }: any) => [customerId, tier])).toEqual([
      ...[[ben, 'platinum'], [ann, 'lead']], // prettier-ignore
    ]);
    const before = await read(`/v1/tiers?rule=${RULE}&date=2026-11-18&tier=platinum`);
    expect(before.customers.map(({ customerId }: any) => customerId)).toEqual([ann]);
    expect(await read(`/v1/tiers?rule=${RULE}&date=2026-11-17`)).toMatchObject({
      date: null,
      close: null,
      customers: [],
    });
  });

  it('lists who moved, and how many from where to where', async () => {
    const { since, date, flows, movers } = await read(`/v1/tiers?rule=${RULE}&movers=true`);
    expect([since, date]).toEqual(['2026-11-18', '2026-11-19']);
    expect(movers).toMatchObject([
      { customerId: ben, from: 'lead', to: 'platinum', value: '95.50' },
      { customerId: ann, from: 'platinum', to: 'lead', value: '90.00' },
    ]);
    expect(flows).toEqual([
      { from: 'lead', to: 'platinum', count: 1 },
      { from: 'platinum', to: 'lead', count: 1 },
    ]);
  });

  it('lists signals by value at stake, and sums them up', async () => {
    const { signals, summary } = await read(`/v1/signals?rule=${SIGNAL}`);
    expect(signals.map(({ customerId, level }: any) => [customerId, level])).toEqual([
      ...[[ben, 'critical'], [ann, 'watch']], // prettier-ignore
    ]);
    expect(summary).toEqual([
      { level: 'critical', currency: 'EUR', count: 1, valueAtStake: '412.50' },
      { level: 'watch', currency: 'EUR', count: 1, valueAtStake: '20.00' },
    ]);
    expect((await read(`/v1/signals?rule=${SIGNAL}&level=watch`)).signals).toHaveLength(1);
    const { current } = await read(`/v1/customers/${ben}/signals`);
    expect(current).toMatchObject([
      { level: 'critical', odds: { share: 0.38, n: 212 }, heldAt: '2026-11-19', evidence },
    ]);
  });

  it('puts tier and signal on the card, the view and what a search finds', async () => {
    const short = {
      tiers: [expect.objectContaining({ rule: RULE, tier: 'platinum', value: '95.50' })],
      signals: [expect.objectContaining({ rule: SIGNAL, level: 'critical', valueAtStake: '412.50' })],
    };
    expect(await read(`/v1/customers/${ben}`, 'agent')).toMatchObject(short);
    const identifiers = [{ type: 'loyaltyCard', issuer: 'pos', value: 'LC-ben' }];
    const card = await rapport.as('agent').post('/v1/customers/lookup', { identifiers });
    expect(card.body.cards[0]).toMatchObject(short);
    const found = await rapport.as('agent').post('/v1/customers/search', {});
    expect(found.body.customers.find(({ customerId }: any) => customerId === ben)).toMatchObject(short);
    expect(found.body.customers.find(({ customerId }: any) => customerId === cam)).toMatchObject({
      tiers: [],
      signals: [],
    });
  });

  it('answers as of a moment: by the closes that were recorded then, or at the end of the day before it', async () => {
    const then = async (path: string, query: string): Promise<any> => {
      const { status, body } = await rapport.as('agent').get(`${path}${path.includes('?') ? '&' : '?'}${query}`);
      expect([path, status]).toEqual([path, 200]);
      return body;
    };
    await read(`/v1/tiers?rule=${RULE}`);
    for (const query of [`asOfRecorded=${between}`, 'asOfOccurred=2026-11-19T12:00:00Z']) {
      const { current, history } = await then(`/v1/customers/${ann}/tiers?rule=${RULE}`, query);
      expect(current).toMatchObject([{ tier: 'platinum', heldAt: '2026-11-18', rank: 1 }]);
      expect(history).toHaveLength(1);
      const population = await then(`/v1/tiers?rule=${RULE}`, query);
      expect(population).toMatchObject({ date: '2026-11-18', customers: [{ customerId: ann }, { customerId: ben }] });
      expect((await then(`/v1/tiers?rule=${RULE}&movers=true`, query)).movers).toHaveLength(2);
      expect(await then(`/v1/signals?rule=${SIGNAL}`, query)).toMatchObject({ date: null, signals: [] });
      expect((await then(`/v1/customers/${ann}/signals`, query)).current).toEqual([]);
    }
    const view = await then(`/v1/customers/${ann}`, `asOfRecorded=${between}`);
    expect(view).toMatchObject({ tiers: [{ rule: RULE, tier: 'platinum' }], signals: [], orders: 1 });
    const after = await then(`/v1/customers/${ann}/tiers?rule=${RULE}`, 'asOfOccurred=2026-11-20T00:00:00Z');
    expect(after.current).toMatchObject([{ tier: 'lead', heldAt: '2026-11-19' }]);
    const none = await then(`/v1/customers/${ann}/tiers?rule=${RULE}`, 'asOfOccurred=2026-11-18T23:00:00Z');
    expect(none).toMatchObject({ current: [], history: [] });
  });

  it('says why: the decision that holds, with the events that it names', async () => {
    const tiers = await read(`/v1/customers/${ann}/why?field=/tiers/${RULE}`, 'agent');
    expect(tiers).toMatchObject({
      ...{ customerId: ann, field: `/tiers/${RULE}` },
      decisions: [
        {
          rule: RULE,
          tier: 'lead',
          reason: 'rank 2 of 2',
          evidence,
          events: [{ eventId: sale, type: 'PurchaseMade' }],
        },
      ],
    });
    expect((await read(`/v1/customers/${ann}/why?field=signals`)).decisions).toMatchObject([
      { rule: SIGNAL, level: 'watch', reasons: ['late'], events: [{ eventId: sale, status: 'recorded' }] },
    ]);
  });

  it('lists rules with their versions and closes', async () => {
    const { rules } = await read('/v1/rules');
    const mine = rules.find(({ rule }: any) => rule === RULE);
    expect(mine).toMatchObject({ kind: 'pyramid', version: 1, lastClose: { date: '2026-11-19', digest: 'd' } });
    expect(mine.versions).toMatchObject([{ version: 1, params: { window: 'all' }, reason: 'a spec' }]);
    const { closes } = await read(`/v1/rules/${RULE}/closes`);
    expect(closes.map(({ date }: any) => date)).toEqual(['2026-11-19', '2026-11-18']);
  });

  it.each([
    ['/v1/tiers?rule=nobody-published', 404],
    ['/v1/tiers?rule=Not%20a%20name', 400],
    ['/v1/tiers?date=2026-02-30', 400],
    ['/v1/tiers?movers=yes', 400],
    ['/v1/tiers?since=2026-11-18', 400],
    ['/v1/tiers?movers=true&tier=gold', 400],
    [`/v1/tiers?rule=${RULE}&cursor=nonsense`, 400],
    ['/v1/signals?level=urgent', 400],
    [`/v1/signals?rule=${SIGNAL}&limit=0`, 400],
    [`/v1/rules/${RULE}/closes?cursor=x`, 400],
    ['/v1/rules/nobody-published/closes', 404],
    ['/v1/customers/00000000-0000-0000-0000-000000000000/tiers', 404],
  ])('refuses %s with %i', async (path, status) => {
    const answer = await rapport.as('admin').get(path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, expect.stringContaining('problem')]);
  });

  it('answers 304 while nothing has changed, and keeps auditors out', async () => {
    const path = `/v1/tiers?rule=${RULE}`;
    const first = await rapport.as('analyst').get(path);
    expect(first.headers.get('rapport-position')! >= position).toBe(true);
    expect((await rapport.as('analyst').get(path, { 'if-none-match': first.headers.get('etag')! })).status).toBe(304);
    expect((await rapport.as('auditor').get(path)).status).toBe(403);
  });
});
