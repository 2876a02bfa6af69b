import { built, momentOf } from './built-pasts';
import { startInstallation, type Installation } from './installation';
import { card, email, profile, purchase } from './touchpoints';

describe('a search among customers as of a moment in the past', () => {
  let rapport: Installation;
  let last = '';
  const record = async (event: object): Promise<any> => {
    const { status, body } = await rapport.as('integrator').post('/v1/interactions', event);
    expect([status, body]).toEqual([201, expect.anything()]);
    last = body.position;
    return body;
  };
  const sold = (ids: Parameters<typeof purchase>[0], day: string, amount: string): Promise<any> =>
    record(purchase(ids, { occurredAt: `${day}T12:00:00.000Z`, data: { orderId: `${day}-${amount}`, currency: 'EUR', amount } })); // prettier-ignore
  const ask = (query: string, body: object, role: 'agent' | 'analyst' = 'agent'): Promise<any> =>
    rapport.as(role).post(`/v1/customers/search?${query}`, body);
  const found = async (query: string, body: object): Promise<any> => {
    const answer = await ask(query, body);
    expect([query, answer.status, answer.body]).toEqual([query, 200, expect.anything()]);
    return answer.body;
  };
  /** What a view said, without what is not known of then. */
  const said = ({ customers }: any): any[] =>
    customers.map(({ tasks: _, identifiers, ...one }: any) => ({
      ...one,
      identifiers: identifiers.map(({ shared: _s, ...rest }: any) => rest),
    }));
  const BEST = { totals: { EUR: { min: '10' } }, order: { net: 'EUR' } };
  const WISHES: readonly object[] = [BEST, {}, { order: 'key' }, { channels: ['store'], minTouches: 1 }, { openCase: false, order: 'orders' }]; // prettier-ignore

  let then: string;
  let seen: readonly any[];
  beforeAll(async () => {
    rapport = await startInstallation();
    await record(profile([email('anna@example.com')], { name: 'Anna Adler' }));
    await sold([email('anna@example.com'), card('S-a')], '2026-03-01', '40.00');
    await sold([card('S-b')], '2026-03-02', '30.00');
    await sold([card('S-c')], '2026-03-03', '5.00');
    seen = await Promise.all(WISHES.map((wish) => found(`minPosition=${last}`, wish)));
    then = await momentOf(rapport);
    await sold([card('S-b'), card('S-c')], '2026-03-04', '900.00');
    await sold([card('S-d')], '2026-02-01', '20.00');
    await found(`minPosition=${last}`, {});
  });
  afterAll(() => rapport.stop());

  it('finds whom it would have found then, as they were then, once they are built', async () => {
    const { status, body } = await ask(`asOfRecorded=${then}`, BEST);
    expect([status, body.type, body.detail]).toEqual([409, 'urn:rapport:problem:past-not-built', expect.stringContaining(`POST /v1/pasts ${JSON.stringify({ projection: 'customer-view', asOfRecorded: then })}`)]); // prettier-ignore
    const { asOf } = await built(rapport.as('analyst'), 'customer-view', { asOfRecorded: then });
    for (const [nth, wish] of WISHES.entries()) {
      const were = await found(`asOfRecorded=${then}`, wish);
      expect([wish, said(were), were.asOf]).toEqual([wish, said(seen[nth]), asOf]);
    }
    expect(said(seen[0]).map(({ totals }) => totals.EUR.net)).toEqual(['40.00', '30.00']);
    expect((await found('', BEST)).customers.map(({ totals }: any) => totals.EUR.net)).toEqual([
      '935.00',
      '40.00',
      '20.00',
    ]);
    const one = await found(`asOfRecorded=${then}`, { ...BEST, limit: 1 });
    const next = await found(`asOfRecorded=${then}`, { ...BEST, limit: 1, cursor: one.next });
    expect(said({ customers: [...one.customers, ...next.customers] })).toEqual(said(seen[0]));
    expect((await ask('', { ...BEST, cursor: one.next })).status).toBe(400);
  }, 60_000);

  it('shows what the role may see, and looks for words among what is known now only', async () => {
    const hers = (body: any): any => body.customers.find(({ traits }: any) => traits.name);
    expect(hers(await found(`asOfRecorded=${then}`, {})).traits.name.value).toBe('Anna Adler');
    const masked = await ask(`asOfRecorded=${then}`, {}, 'analyst');
    expect(hers(masked.body).traits.name.value).toEqual({ masked: 'identity' });
    const { status, body } = await ask(`asOfRecorded=${then}`, { words: ['anna'] });
    expect([status, body.type]).toEqual([400, 'urn:rapport:problem:as-of-unsupported']);
    expect((await ask(`asOfRecorded=${then}&minPosition=${last}`, {})).status).toBe(400);
  });

  it('counts what had happened by a moment', async () => {
    const by = '2026-03-03T00:00:00.000Z';
    const past = await built(rapport.as('analyst'), 'customer-view', { asOfOccurred: by });
    const { asOf, customers } = await found(`asOfOccurred=${by}`, BEST);
    expect([asOf, customers.map(({ totals }: any) => totals.EUR.net)]).toEqual([
      past.asOf,
      ['40.00', '30.00', '20.00'],
    ]);
  }, 60_000);
});
