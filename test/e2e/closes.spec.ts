import type { EventStore } from '@rapport/event-store';
import { eventually } from '@rapport/testing';
import { startInstallation, type Installation } from './installation';
import { endDays } from './rule-events';
import { card, email, purchase } from './touchpoints';

const COUNT = 120;
const day = (n: number): string => new Date(Date.UTC(2025, 0, 1 + n)).toISOString();
/** What customer n spends, in cents: all different but for some ties, in no order of n. */
const cents = (n: number): number => ((n * 7_919) % 97) * 1_000 + (n % 3);

describe('closes of past days', () => {
  let rapport: Installation;
  let store: EventStore;
  const customers: string[] = [];
  const send = async (events: readonly object[]): Promise<any[]> => {
    const { body } = await rapport.as('integrator').post('/v1/interactions/batch', events);
    expect(body.results.map(({ status }: any) => status)).toEqual(events.map(() => 'accepted'));
    return body.results;
  };
  const read = async (path: string): Promise<any> => {
    const { status, body } = await rapport.as('analyst').get(path);
    expect([path, status]).toEqual([path, 200]);
    return body;
  };
  const closed = async (rule: string, date: string): Promise<void> =>
    eventually(async () => {
      const { closes } = await read(`/v1/rules/${rule}/closes`);
      expect(closes[0]?.date).toBe(date);
    }, 30_000);
  const sale = (n: number, at: string, amount: string, id: string) =>
    purchase([card(`LC-${n}`)], {
      ...{ id, occurredAt: at, historical: true },
      data: { orderId: id, currency: 'EUR', amount },
    });

  beforeAll(async () => {
    rapport = await startInstallation();
    store = await rapport.openStore();
    const first = Array.from({ length: COUNT }, (_, n) =>
      sale(n, day(n % 20), (cents(n) / 100).toFixed(2), `first-${n}`),
    );
    const { position } = (await send(first)).at(-1);
    const cards = Array.from({ length: COUNT }, (_, n) => [{ type: 'loyaltyCard', issuer: 'pos', value: `LC-${n}` }]);
    for (const identifiers of cards) {
      const { body } = await rapport.as('agent').post(`/v1/customers/lookup?minPosition=${position}`, { identifiers });
      customers.push(body.cards[0]?.customerId as string);
    }
    const rfm = { kind: 'rfm', params: { window: 'all' }, reason: 'a spec' };
    expect((await rapport.as('admin').put('/v1/rules/rfm', rfm)).status).toBe(201);
    const lives = { kind: 'lifecycle', reason: 'a spec' };
    expect((await rapport.as('admin').put('/v1/rules/lives', lives)).status).toBe(201);
    const types = { kind: 'relationship', params: { window: 'all' }, reason: 'a spec' };
    expect((await rapport.as('admin').put('/v1/rules/types', types)).status).toBe(201);
    const named = purchase([card('LC-7')], { id: 'named', channel: 'business', occurredAt: day(25), historical: true });
    const strategic = { value: 'key-account', owner: 'team-k', reason: 'Opens the market to us' };
    await send([{ ...named, type: 'StrategicValueSet', data: strategic }]);
    const club = { kind: 'club', params: { levels: [{ name: 'basic', from: '0' }] }, reason: 'a spec' };
    expect((await rapport.as('admin').put('/v1/rules/club', club)).status).toBe(201);
    const billed = purchase([card('LC-8')], { id: 'bill', channel: 'business', occurredAt: day(3), historical: true });
    const amounts = { currency: 'EUR', amount: '45.00', periodFrom: '2024-11-01' };
    await send([{ ...billed, type: 'BillIssued', data: { billId: 'B1', ...amounts } }]);
    const when = {
      all: [
        { figure: 'value', atLeast: '900' },
        { figure: 'channels', anyOf: ['store'] },
      ],
    };
    const big = { kind: 'segment', params: { name: 'Big baskets', window: 'all', when }, reason: 'a spec' };
    expect((await rapport.as('admin').put('/v1/rules/big', big)).status).toBe(201);
    const asked = { ...purchase([card('LC-asks')], { id: 'asks', occurredAt: day(20), historical: true }) };
    await send([{ ...asked, type: 'AdviceRequested', data: { topic: 'shoes' } }]);
    await endDays(store, '2025-01-31');
    await closed('value-pyramid', '2025-01-31');
  });
  afterAll(async () => {
    await store?.close();
    await rapport?.stop();
  });

  it('rank everybody as the definition says', async () => {
    const { close, customers: page, next } = await read('/v1/tiers?date=2025-01-31&limit=500');
    expect([next, close.population, close.historical]).toEqual([null, COUNT, true]);
    const order = customers
      .map((customer, n) => ({ customer, n }))
      .sort((a, b) => cents(b.n) - cents(a.n) || (a.n % 20) - (b.n % 20) || (a.customer < b.customer ? -1 : 1));
    const tierAt = (index: number): string => ['platinum', 'gold', 'iron', 'lead'][[2, 6, 24, COUNT].findIndex((end) => index < end)]!; // prettier-ignore
    const expected = order.map(({ customer, n }, index) => [customer, tierAt(index), index + 1, (cents(n) / 100).toFixed(2)]); // prettier-ignore
    const got = page.map(({ customerId, tier, rank, value }: any) => [customerId, tier, rank, value]);
    expect(got.sort((a: any, b: any) => a[2] - b[2])).toEqual(expected);
    expect(close.figures.tiers).toEqual({ platinum: 2, gold: 4, iron: 18, lead: 96, inactive: 0, prospect: 0 });
    expect(close.cutoffs.map(({ rank }: any) => rank)).toEqual([2, 6, 24, COUNT]);
  });

  it('say on which sales a tier rests', async () => {
    const { current } = await read(`/v1/customers/${customers[5]}/tiers`);
    const { entries } = await read(`/v1/customers/${customers[5]}/timeline?type=PurchaseMade`);
    expect(current[0].evidence).toEqual({ events: [entries[0].eventId], count: 1 });
  });

  it('score everybody by the rules that somebody published', async () => {
    await closed('rfm', '2025-01-31');
    const { close, customers: page } = await read('/v1/tiers?rule=rfm&date=2025-01-31&limit=500');
    expect([close.population, close.figures.cuts.recencyDays]).toEqual([COUNT, [14.8, 18.6, 22.4, 26.2]]);
    const lastDays = page.filter(({ figures }: any) => figures.recencyDays <= 14);
    expect(lastDays).toHaveLength(COUNT / 5);
    expect(new Set(lastDays.map(({ figures }: any) => figures.recency))).toEqual(new Set([5]));
    const { current } = await read(`/v1/customers/${customers[0]}/tiers?rule=rfm`);
    expect(current).toMatchObject([
      { rule: 'rfm', figures: { recencyDays: 30, orders: 1, recency: 1, frequency: 1 }, evidence: { count: 1 } },
    ]);
    const wrong = { kind: 'rfm', params: { segments: [{ name: 'x' }] }, reason: 'a spec' };
    expect(await rapport.as('admin').put('/v1/rules/rfm', wrong)).toMatchObject({
      ...{ status: 422, body: { faults: [expect.stringContaining('recency of x')] } },
    });
  });

  it('tell the stage of everybody’s life, also of those who never bought', async () => {
    await closed('lives', '2025-01-31');
    const { close, customers: page } = await read('/v1/tiers?rule=lives&date=2025-01-31&tier=prospect');
    expect(close.figures.tiers).toEqual({ customer: COUNT, prospect: 1 });
    expect(page).toMatchObject([
      { tier: 'prospect', figures: { purchaseDays: 0, interests: 1 }, value: '0.00', evidence: { count: 1 } },
    ]);
  });

  it('tell what kind of relationship it is, key accounts by name among them', async () => {
    await closed('types', '2025-01-31');
    const { close, customers: page } = await read('/v1/tiers?rule=types&date=2025-01-31&tier=K');
    expect(close.figures).toMatchObject({ tiers: { K: 1, T: COUNT - 1 }, threshold: null });
    expect(page).toMatchObject([
      { customerId: customers[7], figures: { keyBy: 'named', owner: 'team-k', contacts: 0 }, evidence: { count: 2 } },
    ]);
    expect(JSON.stringify(page)).not.toContain('Opens the market');
  });

  it('keep the ledger of a club', async () => {
    await closed('club', '2025-01-31');
    const { history } = await read(`/v1/customers/${customers[8]}/tiers?rule=club`);
    expect(history).toMatchObject([
      {
        tier: 'basic',
        value: '45.00',
        basis: 'billed',
        figures: { month: '2025-01', tenureMonths: 3, bill: '0.00', score: 3 },
      },
    ]);
    expect((await read('/v1/tiers?rule=club&date=2025-01-31')).customers).toHaveLength(1);
  });

  it('put customers into segments, and say who is in which, and why', async () => {
    await closed('big', '2025-01-31');
    const expected = customers.filter((_, n) => cents(n) >= 90_000);
    const { segments } = await read('/v1/segments');
    const { segment, customers: page } = await read('/v1/segments?rule=big&date=2025-01-31&limit=500');
    expect(segments).toEqual([segment]);
    expect(segment).toMatchObject({ name: 'Big baskets', by: 'behaviour', version: 1, date: '2025-01-31', members: page.length }); // prettier-ignore
    expect(page.map(({ customerId }: any) => customerId).sort()).toEqual([...expected].sort());
    const { flows, movers } = await read('/v1/segments?rule=big&movers=true');
    expect([flows, movers.length]).toEqual([[{ from: null, to: 'big', count: page.length }], page.length]);
    const [first] = page;
    const tiers = await read(`/v1/customers/${first.customerId}/tiers`);
    const { current, history } = await read(`/v1/customers/${first.customerId}/segments`);
    expect(tiers.segments).toEqual(current);
    const { customerId: _, ...row } = first;
    expect([current, history]).toEqual([[{ ...row, heldAt: '2025-01-31' }], [row]]);
    expect(row).toMatchObject({
      ...{ rule: 'big', kind: 'entered', since: '2025-01-31', evidence: { count: 1 } },
      ...{ figures: { value: row.value, channels: ['store'] } },
    });
    const { decisions } = await read(`/v1/customers/${first.customerId}/why?field=/segments/big`);
    expect(decisions).toMatchObject([
      { rule: 'big', events: [{ eventId: row.evidence.events[0], type: 'PurchaseMade' }] },
    ]);
    expect((await read(`/v1/customers/${customers[0]}/segments`)).current).toEqual([]);
    const analyst = rapport.as('analyst');
    const refused = await Promise.all([
      ...['?movers=true', '?rule=big&since=2025-01-01', '?rule=rfm', '?rule=Not%20one'].map((query) => analyst.get(`/v1/segments${query}`)), // prettier-ignore
      rapport
        .as('admin')
        .put('/v1/rules/big', { kind: 'segment', params: { name: 'x', when: { all: [] } }, reason: 'a spec' }),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([400, 400, 404, 400, 422]);
  });

  it('say nothing about who objects to profiling', async () => {
    const denied = purchase([card('LC-objects')], { id: 'objects', type: 'ConsentDenied', occurredAt: day(5) });
    const data = { purpose: 'profiling' };
    const { body } = await rapport.as('integrator').post('/v1/interactions', { ...denied, data });
    const tiersOf = (id: string) => read(`/v1/customers/${id}/tiers?minPosition=${body.position}`);
    expect((await tiersOf(body.customerId)).current).toEqual([]);
    const { body: other } = await rapport.as('integrator').post('/v1/interactions', {
      ...purchase([card('LC-new')], { id: 'new', type: 'StoreVisited', occurredAt: day(5) }),
      data: { store: 'berlin-3' },
    });
    expect((await read(`/v1/customers/${other.customerId}/tiers?minPosition=${other.position}`)).current).toMatchObject(
      ['lives', 'rfm', 'types', 'value-pyramid'].map((rule) => ({ rule, eventId: null })),
    );
  });

  it('end the tiers of whoever turned out to be somebody else, and let a year of nothing make people inactive', async () => {
    const [one, other] = [customers[10]!, customers[11]!];
    const both = purchase([card('LC-10'), card('LC-11'), email('both@example.com')], { occurredAt: day(40) });
    await send([both, sale(3, day(500), '0.01', 'year-later')]);
    await eventually(async () => {
      const ids = await Promise.all([one, other].map(async (id) => (await read(`/v1/customers/${id}`)).customerId));
      expect(ids[0]).toBe(ids[1]);
    });
    const { customerId: survivor } = await read(`/v1/customers/${one}`);
    const gone = survivor === one ? other : one;
    await endDays(store, '2025-02-28', '2026-06-30');
    await closed('value-pyramid', '2026-06-30');
    const { movers } = await read('/v1/tiers?movers=true&since=2025-01-31&date=2025-02-28&limit=500');
    expect(movers.filter(({ to }: any) => to === null).map(({ customerId }: any) => customerId)).toEqual([gone]);
    const last = await read('/v1/tiers?date=2026-06-30');
    expect(last.close.figures.tiers).toMatchObject({ platinum: 1, inactive: COUNT - 2, lead: 0 });
    expect((await read(`/v1/customers/${gone}/tiers?rule=value-pyramid`)).current).toMatchObject([
      {
        tier: 'inactive',
        decidedAbout: survivor,
        heldAt: '2026-06-30',
        reason: 'bought before, but nothing in the window',
      },
    ]);
  });
});
