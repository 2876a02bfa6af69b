import type { Client } from './client';
import { startInstallation, type Installation } from './installation';
import { card, email, profile, purchase } from './touchpoints';

const IDS = [card('LC-full'), email('full@example.com')];
const CONTEXT = { agent: 'a-17', location: 'berlin-3', campaign: 'c-1', page: '/p', medium: 'call', device: 'phone' };
const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

let count = 0;
const said = (channel: string, type: string, data: object, over: object = {}) => ({
  ...{ id: `full-${++count}`, source: 'crm/full', channel, type, occurredAt: '2026-11-20T10:00:00.000Z' },
  ...{ identifiers: [IDS[0]], data, ...over },
});

/** All that a card can show, with and without what may be missing. */
const EVERYTHING = [
  profile(IDS, { name: 'Hanna Full', birthYear: 1986, partner: true, country: 'DE', shoeSize: 43 }),
  said('call', 'PreferenceStated', { topic: 'seat', value: 'window', note: 'Never in the aisle' }),
  said('call', 'ImportantDateStated', { occasion: 'wedding', day: '2012-06-30', yearly: true }),
  said('call', 'ImportantDateStated', { occasion: 'move', day: '2026-06-30' }),
  said('call', 'AccountJoined', { accountId: 'ACC-1', accountName: 'Contoso', role: 'buyer' }),
  said('call', 'AccountLeft', { accountId: 'ACC-2' }),
  said('call', 'ConsentGiven', {
    ...{ purpose: 'newsletter', medium: 'email', lawfulBasis: 'consent', textVersion: 't-1', proof: 'Box ticked' },
    expiresAt: '2046-11-20T10:00:00.000Z',
  }),
  said('call', 'ConsentWithdrawn', { purpose: 'telephone-marketing' }),
  said('call', 'ConsentDenied', { purpose: 'surveys' }),
  said('call', 'PromiseMade', {
    ...{ promiseId: 'P-1', dueAt: '2026-11-21T10:00:00.000Z', kind: 'call-back', owner: 'a-17', caseId: 'C-1' },
    text: 'We call back',
  }),
  said('call', 'PromiseMade', { promiseId: 'P-2', dueAt: '2026-11-22T10:00:00.000Z' }),
  said('call', 'CaseOpened', {
    ...{ caseId: 'C-1', kind: 'complaint', reason: 'late', priority: 'high', dueAt: '2026-11-24T10:00:00.000Z' },
    ...{ department: 'service', queue: 'first', subject: 'Too late', text: 'It came late' },
  }),
  said('call', 'CaseAssigned', { caseId: 'C-1', agent: 'a-17' }, { occurredAt: '2026-11-20T10:01:00.000Z' }),
  said('call', 'CaseOpened', { caseId: 'C-2', kind: 'enquiry' }),
  said('call', 'CaseStarted', { caseId: 'C-2' }, { occurredAt: '2026-11-20T10:01:00.000Z' }),
  said('call', 'CaseAnswered', { caseId: 'C-3', solved: false }, { occurredAt: '2026-11-20T10:02:00.000Z' }),
  said('call', 'CaseOpened', { caseId: 'C-3', kind: 'suggestion', text: 'Do better' }),
  said('call', 'CaseReopened', { caseId: 'C-4', reason: 'again' }),
  said('web', 'ProductConfigured', { sku: 'XPS-13', options: { memory: '32 GB' }, amount: '1499.00', currency: 'EUR' }),
  said('survey', 'SurveyAnswered', {
    ...{ survey: 's', question: 'q1', kind: 'csat', score: 4.5, scaleMin: 1, scaleMax: 5, aspect: 'perceived' },
    ...{ about: 'C-1', comment: 'Very kind' },
  }),
  said('survey', 'SurveyAnswered', { survey: 's', question: 'q2', score: 9, scaleMin: 0, scaleMax: 10 }),
  purchase(IDS, {
    data: {
      ...{ orderId: 'o-full', currency: 'EUR', amount: '99.90', cost: '50.00', payment: 'card', delivery: 'parcel' },
      lines: [{ sku: 'A', name: 'Notebook', quantity: 1.5 }, { sku: 'B', quantity: 1, engraving: 'Hanna' }], // prettier-ignore
      note: 'A gift',
    },
    ...{ context: { ...CONTEXT, mood: 'good' }, correlationId: 'c-1', causationId: 'c-0', traceparent: TRACE },
    historical: true,
  }),
];

describe('a customer of whom everything is known', () => {
  let rapport: Installation;
  let agent: Client;
  let path: string;
  let before: string;
  let position: string;
  beforeAll(async () => {
    rapport = await startInstallation();
    agent = rapport.as('agent');
    const receipts: any[] = [];
    for (const event of EVERYTHING) {
      const { status, body } = await rapport.as('integrator').post('/v1/interactions', event);
      expect([status, body.type ?? null]).toEqual([201, null]);
      receipts.push(body);
    }
    const [wrong, moved] = receipts.slice(1);
    const correct = (of: any, wish: object) => agent.post(`/v1/interactions/${of.eventId}/corrections`, wish);
    await correct(moved, {
      ...{ kind: 'correct', reason: 'Another day', occurredAt: '2026-11-19T10:00:00.000Z' },
      data: { occasion: 'wedding', day: '2012-07-01', yearly: true },
    });
    before = new Date().toISOString();
    position = (await correct(wrong, { kind: 'retract', reason: 'Another customer' })).body.position;
    path = `/v1/customers/${receipts[0].customerId}`;
  });
  afterAll(() => rapport.stop());

  const known = async (client: Client, query = ''): Promise<any> => {
    const { status, body } = await client.get(`${path}${query}`);
    expect([status, body.type]).toEqual([200, undefined]);
    return body;
  };

  it('has it on one card, opened, masked, and as of any moment', async () => {
    const seen = await known(agent, `?minPosition=${position}`);
    expect(seen.openCases.map(({ id, state }: any) => `${id} ${state}`).sort()).toEqual([
      ...['C-1 assigned', 'C-2 in-progress', 'C-3 answered', 'C-4 reopened'],
    ]);
    expect(seen.openPromises.map(({ id }: any) => id).sort()).toEqual(['P-1', 'P-2']);
    expect(seen.lastOrder).toMatchObject({ payment: 'card', personal: { note: 'A gift' } });
    expect(seen.preferences).toEqual({});
    const masked = await known(rapport.as('analyst'));
    expect(masked.lastOrder.personal).toEqual({ note: { masked: 'content' } });
    expect((await known(agent, `?asOfOccurred=${before}`)).satisfaction).toHaveLength(2);
    const { openings, next } = (await rapport.as('auditor').get('/v1/audit/openings?limit=1')).body;
    expect([openings[0].asOfOccurred, next]).toEqual([before, expect.any(String)]);
    const then = await known(agent, `?asOfRecorded=${before}`);
    expect(then.identifiers.map(({ shared }: any) => shared)).toEqual([null, null]);
  });

  it('has a timeline that says what was corrected and taken back', async () => {
    const { entries } = await known(agent, '/timeline?limit=100');
    const statuses = new Set(entries.map(({ status }: any) => status));
    expect([...statuses].sort()).toEqual(['corrected', 'recorded', 'retracted']);
    const bought = entries.find(({ type }: any) => type === 'PurchaseMade');
    expect(bought).toMatchObject({ context: CONTEXT, meta: { traceparent: TRACE, historical: true } });
    expect(bought.personal).toMatchObject({ '*': { 'lines/1/engraving': 'Hanna' }, context: { mood: 'good' } });
    expect((await known(agent, `/timeline?asOfOccurred=${before}`)).entries.length).toBeGreaterThan(20);
  });

  it('answers why, in the same way for texts, figures and what is not there', async () => {
    for (const field of ['traits.name', 'totals.EUR', 'openCases', 'consents', 'preferences.seat', 'orders'])
      expect([field, (await known(agent, `/why?field=${field}`)).field]).toEqual([field, expect.any(String)]);
    const { events } = await known(agent, '/why?field=importantDates');
    expect(events.flatMap(({ corrections }: any) => corrections)).toHaveLength(1);
    expect((await known(agent, `/why?field=/tiers&asOfRecorded=${before}`)).decisions).toEqual([]);
  });

  it('is found, recognised and worth the same', async () => {
    const found = await agent.post('/v1/customers/search', { openCase: 'complaint' });
    expect(found.body.customers).toMatchObject([{ traits: { name: { value: 'Hanna Full' } } }]);
    const looked = await agent.post('/v1/customers/lookup', {
      identifiers: [IDS[0], email('nobody@example.com'), { type: 'userId', value: 'no-issuer' }],
    });
    expect(looked.body.identifiers.map(({ status }: any) => status)).toEqual(['known', 'unknown', 'not-understood']);
    expect((await known(agent, '/value')).sums.EUR).toMatchObject({ sold: '99.90', costed: 1, margin: '49.90' });
    expect((await known(agent, '/value?asOf=2020-01-01')).x).toBeNull();
    const split = await rapport.as('analyst').get('/v1/volume?split=channel,type,source,outcome');
    expect(split.body.total).toBeGreaterThan(5);
  });

  it('says of a value that was tampered with that it is damaged, and of one that is gone that it is erased', async () => {
    const spoil = `update rapport_read.identity_handle set cell = left(cell, -8) || 'AAAAAAAA' where type = 'email'`;
    await rapport.pool.query(spoil);
    const { identifiers } = await known(agent);
    expect(identifiers.map(({ value }: any) => value)).toContainEqual({ damaged: true });
    const admin = rapport.as('admin');
    expect((await admin.get(`${path}/export`)).status).toBe(200);
    const wish = JSON.stringify({ reason: 'Asked for by letter' });
    expect((await admin.send('DELETE', path, wish)).status).toBe(200);
    expect((await known(agent)).traits.name.value).toEqual({ erased: true });
    expect((await admin.get(`${path}/export`)).status).toBe(200);
    expect((await agent.get('/v1/handles')).status).toBe(403);
    const { rows } = (await rapport.as('analyst').get('/v1/handles')).body;
    expect(rows.every(({ erased, customerId }: any) => erased === (customerId === null))).toBe(true);
  });
});
