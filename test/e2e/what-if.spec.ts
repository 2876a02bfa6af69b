import type { EventStore } from '@rapport/event-store';
import { eventually } from '@rapport/testing';
import { startInstallation, type Installation } from './installation';
import { endDays } from './rule-events';
import { card, purchase } from './touchpoints';

const COUNT = 10;
const day = (n: number): string => new Date(Date.UTC(2025, 0, 1 + n)).toISOString();

describe('what if a rule were otherwise', () => {
  let rapport: Installation;
  let store: EventStore;
  const customers: string[] = [];
  const read = async (path: string): Promise<any> => {
    const { status, body } = await rapport.as('analyst').get(path);
    expect([path, status]).toEqual([path, 200]);
    return body;
  };
  const closed = async (date: string): Promise<void> => {
    await endDays(store, date);
    await eventually(async () => {
      expect((await read('/v1/rules/value-pyramid/closes')).closes[0]?.date).toBe(date);
    }, 30_000);
  };
  const ask = async (draft: object, rule = 'value-pyramid'): Promise<any> => {
    const { status, headers, body } = await rapport.as('analyst').post(`/v1/rules/${rule}/what-if`, draft);
    expect([status, headers.get('location')]).toEqual([202, `/v1/what-ifs/${body.id}`]);
    let found: any;
    await eventually(async () => {
      found = await read(`/v1/what-ifs/${body.id}`);
      expect([found.state, found.fault]).toEqual(['ready', null]);
    }, 30_000);
    return found;
  };
  const gross = { kind: 'pyramid', params: { basis: 'gross', dampingCloses: 1 }, reason: 'Sales wants turnover' };

  beforeAll(async () => {
    rapport = await startInstallation();
    store = await rapport.openStore();
    // Customer n buys for n hundred; the last one gives nearly everything back.
    const sales = Array.from({ length: COUNT }, (_, n) =>
      purchase([card(`LC-${n}`)], {
        ...{ id: `sale-${n}`, occurredAt: day(n), historical: true },
        data: { orderId: `sale-${n}`, currency: 'EUR', amount: `${n + 1}00.00` },
      }),
    );
    const back = purchase([card(`LC-${COUNT - 1}`)], { id: 'back', occurredAt: day(12), historical: true });
    const returned = { ...back, type: 'ItemReturned', data: { currency: 'EUR', amount: '950.00' } };
    const { body } = await rapport.as('integrator').post('/v1/interactions/batch', [...sales, returned]);
    expect(body.results.map(({ status }: any) => status)).toEqual([...sales, returned].map(() => 'accepted'));
    const { position } = body.results.at(-1);
    for (let n = 0; n < COUNT; n++) {
      const identifiers = [{ type: 'loyaltyCard', issuer: 'pos', value: `LC-${n}` }];
      const found = await rapport.as('agent').post(`/v1/customers/lookup?minPosition=${position}`, { identifiers });
      customers.push(found.body.cards[0].customerId);
    }
    await closed('2025-01-31');
  });
  afterAll(async () => {
    await store?.close();
    await rapport?.stop();
  });

  it('says who would move from where to where, what they are worth, and why; and changes nothing', async () => {
    const before = await read('/v1/tiers?limit=500');
    const { result, position, id } = await ask(gross);
    expect(result).toMatchObject({ date: '2025-01-31', closes: 1, movers: 3, meanwhile: 0 });
    const [best, second, third] = [customers[9], customers[8], customers[7]];
    const { movers, next } = await read(`/v1/what-ifs/${id}/movers`);
    expect(next).toBeNull();
    const about = { firstDay: '2025-01-31', since: '2025-01-31' };
    expect(movers).toMatchObject([
      { customerId: best, from: 'lead', to: 'platinum', value: '1000.00', ...about },
      { customerId: second, from: 'platinum', to: 'iron', value: '900.00', ...about },
      { customerId: third, from: 'iron', to: 'lead', value: '800.00', ...about },
    ]);
    expect(movers[0].decision).toMatchObject({ tier: 'platinum', rank: 1, evidence: { count: 1 }, basis: 'gross' });
    expect(result.value).toEqual({ amount: '2700.00', currency: 'EUR', basis: 'gross' });
    expect(await read('/v1/tiers?limit=500')).toEqual(before);
    expect((await store.head()).position).toBe(position);
  });

  it('lists, pages and hands out movers as CSV', async () => {
    const { id } = (await read('/v1/what-ifs?rule=value-pyramid')).whatIfs[0];
    const first = await read(`/v1/what-ifs/${id}/movers?limit=2`);
    const rest = await read(`/v1/what-ifs/${id}/movers?limit=2&cursor=${first.next}`);
    expect([...first.movers, ...rest.movers].map(({ customerId }: any) => customerId)).toEqual([
      ...[customers[9], customers[8], customers[7]],
    ]);
    expect((await read(`/v1/what-ifs/${id}/movers?from=platinum`)).movers).toHaveLength(1);
    expect((await read(`/v1/what-ifs/${id}/movers?to=none`)).movers).toEqual([]);
    const { body, headers } = await rapport.as('analyst').get(`/v1/what-ifs/${id}/movers?format=csv&limit=1`);
    expect(headers.get('rapport-next')).toEqual(expect.any(String));
    expect(body.split('\r\n').slice(0, 2)).toEqual([
      'customerId,from,to,firstDay,since,value,currency,reason',
      `${customers[9]},lead,platinum,2025-01-31,2025-01-31,1000.00,EUR,rank 1 of 10; platinum ends at rank 1`,
    ]);
  });

  it('asks about a rule that is not there yet', async () => {
    const when = { figure: 'value', atLeast: '700' };
    const big = { kind: 'segment', params: { name: 'Big', window: 'all', basis: 'gross', when }, reason: 'a spec' };
    const { result, basedOn } = await ask(big, 'big');
    expect([basedOn, result.flows]).toEqual([0, [{ from: null, to: 'in', count: 4, value: '3400.00' }]]);
    expect((await read('/v1/rules')).rules.map(({ rule }: any) => rule)).not.toContain('big');
  });

  it('is published as it was looked at, and the next close decides just that', async () => {
    const { id } = await ask(gross);
    const { movers } = await read(`/v1/what-ifs/${id}/movers`);
    expect((await rapport.as('analyst').post(`/v1/what-ifs/${id}/publish`, {})).status).toBe(403);
    const publish = () => rapport.as('admin').post(`/v1/what-ifs/${id}/publish`, { reason: 'Agreed with sales' });
    expect(await publish()).toMatchObject({ status: 201, body: { rule: 'value-pyramid', version: 2 } });
    expect(await publish()).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await read(`/v1/what-ifs/${id}`)).toMatchObject({ state: 'published', published: 2 });
    await closed('2025-02-01');
    const moved = await read('/v1/tiers?movers=true&since=2025-01-31&date=2025-02-01');
    const inShort = ({ customerId, from, to }: any) => ({ customerId, from, to });
    expect(moved.movers.map(inShort)).toEqual(movers.map(inShort));
  });

  it('refuses to publish what was compared with another version, and what has no result', async () => {
    const { id } = await ask({ ...gross, params: { basis: 'margin' } });
    const other = { ...gross, params: { basis: 'net', window: '30d' } };
    expect((await rapport.as('admin').put('/v1/rules/value-pyramid', other)).status).toBe(201);
    expect(await rapport.as('admin').post(`/v1/what-ifs/${id}/publish`, {})).toMatchObject({
      ...{ status: 409, body: { type: 'urn:rapport:problem:rule-changed-since', basedOn: 2, version: 3 } },
    });
    const analyst = rapport.as('analyst');
    expect((await analyst.delete(`/v1/what-ifs/${id}`)).status).toBe(204);
    const gone = await Promise.all([
      analyst.get(`/v1/what-ifs/${id}`),
      analyst.get(`/v1/what-ifs/${id}/movers`),
      analyst.delete(`/v1/what-ifs/${id}`),
      analyst.post(`/v1/what-ifs/${id}/cancel`),
      rapport.as('admin').post(`/v1/what-ifs/${id}/publish`, {}),
    ]);
    expect(gone.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
    const wrong = await Promise.all([
      analyst.post('/v1/rules/value-pyramid/what-if', { ...gross, params: { basis: 'profit' } }),
      analyst.post('/v1/rules/value-pyramid/what-if', { kind: 'rfm', reason: 'a spec' }),
      analyst.post('/v1/rules/value-pyramid/what-if', { kind: 'pyramid' }),
      analyst.post('/v1/rules/No/what-if', gross),
      analyst.post('/v1/rules/value-pyramid/what-if', { ...gross, effectiveFrom: '2025-02-30' }),
      rapport.as('agent').post('/v1/rules/value-pyramid/what-if', gross),
      analyst.get('/v1/what-ifs/nonsense'),
    ]);
    expect(wrong.map(({ status }) => status)).toEqual([422, 409, 400, 400, 400, 403, 400]);
  });

  it('says so where the draft decides nothing, or nothing about somebody', async () => {
    const later = await ask({ ...gross, effectiveFrom: '2099-01-01' });
    expect(later.result).toMatchObject({ closes: 0, lastClose: null, movers: 0 });
    const rich = (atLeast: string) => ({ kind: 'segment', params: { name: 'Rich', window: 'all', when: { figure: 'value', atLeast } }, reason: 'a spec' }); // prettier-ignore
    expect((await rapport.as('admin').put('/v1/rules/rich', rich('700'))).status).toBe(201);
    await closed('2025-02-02');
    await eventually(async () => expect((await read('/v1/rules/rich/closes')).closes).toHaveLength(1), 30_000);
    const { movers } = await read(`/v1/what-ifs/${(await ask(rich('1000000'), 'rich')).id}/movers`);
    expect(movers[0]).toMatchObject({ from: 'in', to: null, decision: null });
  });

  it('is called off', async () => {
    const analyst = rapport.as('analyst');
    const both = [1, 2].map(() => analyst.post('/v1/rules/value-pyramid/what-if', gross));
    const ids = (await Promise.all(both)).map(({ body }) => body.id as string);
    // There is one at a time, so one of them waits.
    const answers = await Promise.all(ids.map((id) => analyst.post(`/v1/what-ifs/${id}/cancel`)));
    expect(answers.map(({ status }) => status)).toContain(202);
    await eventually(async () => {
      const states = (await read('/v1/what-ifs?rule=value-pyramid')).whatIfs.map(({ state }: any) => state);
      expect([states.includes('cancelled'), states.includes('running')]).toEqual([true, false]);
    }, 30_000);
  });
});
