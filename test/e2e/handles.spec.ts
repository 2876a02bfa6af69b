import { eventually } from '@rapport/testing';
import { startInstallation, type Installation } from './installation';
import { card, email, purchase } from './touchpoints';

describe('whose handle is whose', () => {
  let rapport: Installation;
  const record = async (...identifiers: Parameters<typeof purchase>[0][number][]): Promise<any> => {
    const { status, body } = await rapport.as('integrator').post('/v1/interactions', purchase(identifiers));
    expect(status).toBe(201);
    return body;
  };
  const pages = async (limit: number): Promise<readonly any[]> => {
    const rows: any[] = [];
    for (let cursor = ''; ;) {
      const { status, body } = await rapport.as('analyst').get(`/v1/handles?limit=${limit}${cursor}`);
      expect([status, body.rows.length <= limit]).toEqual([200, true]);
      rows.push(...body.rows);
      if (body.next === null) return rows;
      cursor = `&cursor=${body.next}`;
    }
  };
  /** How many handles each customer has, by types. */
  const shown = async (): Promise<readonly string[]> => {
    const rows = await pages(2);
    expect(await pages(2_000)).toEqual(rows);
    const types = new Map<string, string[]>();
    for (const { customerId, type, erased } of rows) {
      expect(erased).toBe(customerId === null);
      types.set(customerId, [...(types.get(customerId) ?? []), type]);
    }
    return [...types].map(([customerId, of]) => `${customerId === null ? 'nobody ' : ''}${of.sort().join(' ')}`).sort();
  };

  beforeAll(async () => {
    rapport = await startInstallation();
  });
  afterAll(() => rapport?.stop());

  it('is told of customers of today, joined, split and erased ones, in pages, to who may export', async () => {
    const ann = await record(card('LC-ann'), email('ann@example.com'));
    const ben = await record(card('LC-ben'));
    await eventually(async () => expect(await shown()).toEqual(['email loyaltyCard', 'loyaltyCard']));
    const said = { with: ben.customerId, reason: 'The same person at the counter' };
    const path = `/v1/customers/${ann.customerId}`;
    expect((await rapport.as('supervisor').post(`${path}/merge`, said)).status).toBe(202);
    await eventually(async () => expect(await shown()).toEqual(['email loyaltyCard loyaltyCard']));
    const { customerId } = (await rapport.as('agent').get(path)).body;
    const pairs = (await pages(2_000)).map((one) => [one.handle, one.customerId]);
    expect(new Set(pairs.map(([, owner]) => owner))).toEqual(new Set([customerId]));
    expect(pairs.map(([handle]) => handle)).toEqual(expect.arrayContaining([ann.customerId, ben.customerId]));
    expect((await rapport.as('supervisor').post(`${path}/unmerge`, said)).status).toBe(202);
    await eventually(async () => expect(await shown()).toEqual(['email loyaltyCard', 'loyaltyCard']));
    const erased = await rapport.as('admin').send('DELETE', path, JSON.stringify({ reason: 'Asked for by letter' }));
    expect(erased.status).toBe(200);
    await eventually(async () => expect(await shown()).toEqual(['loyaltyCard', 'nobody email loyaltyCard']));
    for (const role of ['agent', 'supervisor', 'auditor'] as const) {
      expect([role, (await rapport.as(role).get('/v1/handles')).status]).toEqual([role, 403]);
    }
    for (const wrong of ['cursor=abc', 'limit=0', 'limit=2001', 'colour=red', 'minPosition=x']) {
      expect([wrong, (await rapport.as('integrator').get(`/v1/handles?${wrong}`)).status]).toEqual([wrong, 400]);
    }
    const taken = { name: 'handles', events: {}, measures: { n: 'count' } };
    expect((await rapport.as('analyst').post('/v1/projections', taken)).status).toBe(409);
  });
});
