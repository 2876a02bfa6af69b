import { createHash, randomUUID } from 'node:crypto';
import { canonicalJson, eventIdOf, NOBODY } from '@rapport/events';
import { startInstallation, type Installation } from './installation';
import { card, purchase } from './touchpoints';

const byMonth = {
  name: 'turnover-by-month',
  events: { types: ['PurchaseMade'] },
  by: [{ month: 'Europe/Berlin' }, 'channel'],
  measures: { orders: 'count', revenue: { sum: 'amount' }, buyers: { distinct: 'customer' } },
};
const byBuyer = { ...byMonth, name: 'turnover-by-buyer', by: ['customer'], measures: { orders: 'count', revenue: { sum: 'amount' } } }; // prettier-ignore

describe('a frozen figure', () => {
  let rapport: Installation;
  let april: any;
  let buyers: any;
  let seen: string;
  const analyst = () => rapport.as('analyst');
  const sell = async (who: string, amount: string, occurredAt: string, id?: string): Promise<any> => {
    const data = { orderId: `${who}-${occurredAt}`, currency: 'EUR', amount };
    const one = purchase([card(who)], { data, occurredAt, ...(id && { id }) });
    return (await rapport.as('integrator').post('/v1/interactions', one)).body;
  };
  const until = async (
    path: string,
    is: (body: any) => boolean,
    by: 'analyst' | 'auditor' = 'analyst',
  ): Promise<any> => {
    for (const end = Date.now() + 60_000; ;) {
      const { body } = await rapport.as(by).get(path);
      if (is(body)) return body;
      if (Date.now() > end) throw new Error(JSON.stringify(body));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const freeze = async (wish: object): Promise<any> => {
    const { status, headers, body } = await analyst().post('/v1/figures', wish);
    expect([status, headers.get('location')]).toEqual([202, `/v1/figures/${body.id}`]);
    return until(`/v1/figures/${body.id}`, ({ state }) => state === 'frozen' || state === 'failed');
  };
  const checked = async (id: string, by: 'analyst' | 'auditor' = 'analyst'): Promise<any> => {
    const { status, body } = await rapport.as(by).post(`/v1/figures/${id}/checks`, {});
    expect(status).toBe(202);
    const path = `/v1/figures/${id}`;
    const found = await until(path, ({ checks }) => checks.some((one: any) => one.id === body.id && one.equal !== undefined), by); // prettier-ignore
    return found.checks.find((one: any) => one.id === body.id);
  };

  beforeAll(async () => {
    rapport = await startInstallation();
    await sell('LC-a', '10.00', '2026-04-03T10:00:00.000Z', 'wrong');
    await sell('LC-a', '20.50', '2026-04-04T10:00:00.000Z');
    await sell('LC-b', '5.00', '2026-04-10T10:00:00.000Z');
    await analyst().post('/v1/projections', byMonth);
    await until('/v1/projections/turnover-by-month', ({ serving }) => serving === 1);
    const { position } = await sell('LC-c', '7.00', '2026-05-01T10:00:00.000Z');
    const rows = await analyst().get(`/v1/projections/turnover-by-month/rows?minPosition=${position}`);
    seen = rows.headers.get('rapport-position')!;
    expect(rows.body.rows).toHaveLength(2);
  });
  afterAll(() => rapport.stop());

  it('is what readers of the projection saw at that place of the log', async () => {
    const wish = { name: 'Stores, April', projection: 'turnover-by-month', from: '2026-04', to: '2026-05', where: { channel: ['store'] }, position: seen }; // prettier-ignore
    april = await freeze(wish);
    expect(april).toMatchObject({
      ...{ state: 'frozen', name: 'Stores, April', upTo: seen, personal: null, checks: [], checkCount: 0 },
      question: { projection: 'turnover-by-month', version: 1, definition: byMonth, from: '2026-04', to: '2026-05' },
      rows: [{ month: '2026-04', channel: 'store', buyers: 2, orders: 3, revenue: { EUR: '35.50' } }],
    });
    const { body, headers } = await analyst().get(`/v1/figures/${april.id}/answer`);
    const bytes = JSON.stringify(body);
    expect([headers.get('etag'), bytes.length]).toEqual([`"${april.sha256}"`, april.bytes]);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(april.sha256);
  });

  it('of a description of its own needs no projection, and may be told apart by customers', async () => {
    buyers = await freeze({ name: 'Who bought', definition: byBuyer });
    expect(buyers.question).toMatchObject({ projection: 'turnover-by-buyer', version: null });
    expect(buyers.personal).toEqual({ customers: 3, erased: 0 });
    expect(buyers.rows.map(({ revenue }: any) => revenue.EUR).sort()).toEqual(['30.50', '5.00', '7.00']);
    const first = buyers.rows[0].customer;
    const one = await freeze({ name: 'One of them', definition: byBuyer, where: { customer: [first] } });
    expect(one.rows).toEqual([buyers.rows[0]]);
    expect((await rapport.as('auditor').get(`/v1/figures/${buyers.id}`)).body).toMatchObject({ rows: null, sha256: buyers.sha256 }); // prettier-ignore
    expect((await rapport.as('auditor').get(`/v1/figures/${buyers.id}/answer`)).status).toBe(403);
    expect((await rapport.as('auditor').get(`/v1/figures/${april.id}`)).body.rows).toEqual(april.rows);
  });

  it('stays the same through late events, corrections, another version, a dropped projection, and joins', async () => {
    await sell('LC-d', '100.00', '2026-04-05T10:00:00.000Z');
    const found = await rapport.as('agent').post('/v1/customers/lookup', { identifiers: [card('LC-a'), card('LC-b')] });
    const [one, other] = found.body.cards.map(({ customerId }: any) => customerId);
    expect((await rapport.as('supervisor').post(`/v1/customers/${one}/merge`, { with: other, reason: 'Showed the same passport' })).status).toBeLessThan(300); // prettier-ignore
    const timeline = await rapport.as('agent').get(`/v1/customers/${one}/timeline`);
    const wrong = timeline.body.entries.find(({ occurredAt }: any) => occurredAt === '2026-04-03T10:00:00.000Z');
    const retracted = await rapport.as('supervisor').post(`/v1/interactions/${wrong.eventId}/corrections`, { kind: 'retract', reason: 'Never was' }); // prettier-ignore
    expect(retracted.status).toBeLessThan(300);
    await analyst().post('/v1/projections', { ...byMonth, measures: { orders: 'count' } });
    await until('/v1/projections/turnover-by-month', ({ serving }) => serving === 2);
    const now = await freeze({ name: 'April as it is known now', projection: 'turnover-by-month', version: 1, from: '2026-04', to: '2026-05' }); // prettier-ignore
    expect(now.rows).toEqual([
      { month: '2026-04', channel: 'store', buyers: 2, orders: 3, revenue: { EUR: '125.50' } },
    ]);
    expect((await analyst().delete('/v1/projections/turnover-by-month')).status).toBe(200);
    await until('/v1/projections/turnover-by-month/rows', ({ status }) => status === 404);
    for (const { id, sha256 } of [april, buyers, now]) expect(await checked(id)).toMatchObject({ state: 'done', equal: true, sha256 }); // prettier-ignore
    expect((await checked(april.id, 'auditor')).equal).toBe(true);
    expect((await analyst().get('/v1/figures')).body.figures.map(({ name, lastCheck }: any) => [name, lastCheck?.equal])).toEqual([
      ['April as it is known now', true],
      ['One of them', undefined],
      ['Who bought', true],
      ['Stores, April', true],
    ]); // prettier-ignore
  });

  it('stays the same when somebody in it is erased, and says so', async () => {
    const { body } = await rapport.as('agent').post('/v1/customers/lookup', { identifiers: [card('LC-c')] });
    const { customerId } = body.cards[0];
    expect((await rapport.as('admin').send('DELETE', `/v1/customers/${customerId}`, JSON.stringify({ reason: 'Asked for by letter' }))).status).toBeLessThan(300); // prettier-ignore
    expect((await checked(buyers.id)).equal).toBe(true);
    expect((await checked(april.id)).equal).toBe(true);
    const found = (await analyst().get(`/v1/figures/${buyers.id}`)).body;
    expect([found.personal, found.sha256]).toEqual([{ customers: 3, erased: 1 }, buyers.sha256]);
  });

  it('says how it differs when the log says otherwise, and when nothing came of it', async () => {
    const figure = randomUUID();
    const { name, question, upTo, lastEvent } = april;
    const answer = { rows: [{ ...april.rows[0], orders: 99 }] };
    const source = `rapport/figure/${figure}`;
    const body = {
      ...{ id: 'frozen', source, channel: 'projection', type: 'FigureFrozen', v: 1, handle: NOBODY, handles: [] },
      ...{ occurredAt: new Date().toISOString(), sealed: {}, meta: { by: 'a spec' } },
      data: { figure, name, question, upTo, lastEvent, answer, sha256: 'none' },
    };
    const event = { id: eventIdOf(source, 'frozen'), type: body.type, body: canonicalJson(body), fingerprint: '' };
    await rapport.store.append([{ stream: `figure-${figure}`, expected: 'any', events: [event] }]);
    await until(`/v1/figures/${figure}`, ({ state }) => state === 'frozen');
    const differences = { onlyFrozen: 0, onlyNow: 0, different: 1, samples: [{ row: { month: '2026-04', channel: 'store' }, frozen: { orders: 99 }, now: { orders: 3 } }] }; // prettier-ignore
    expect(await checked(figure)).toMatchObject({ equal: false, differences });
    const nowhere = `${upTo.slice(0, 9)}${'0'.repeat(19)}`;
    expect(await freeze({ name: 'Nothing', definition: byMonth, position: nowhere })).toMatchObject({ state: 'failed', fault: expect.stringContaining(nowhere) }); // prettier-ignore
    expect((await analyst().get('/v1/figures?limit=1')).body).toMatchObject({ asked: [{ state: 'failed' }], next: expect.any(String) }); // prettier-ignore
  });

  it('is refused with what is wrong, and by role', async () => {
    const problem = async (wish: object): Promise<[number, string]> => {
      const { status, body } = await analyst().post('/v1/figures', wish);
      return [status, body.detail];
    };
    const good = { name: 'x', definition: byMonth };
    expect(await problem({ definition: byMonth })).toEqual([400, expect.stringContaining('name')]);
    expect(await problem({ ...good, colour: 'red' })).toEqual([400, expect.stringContaining('nothing else')]);
    expect(await problem({ name: 'x' })).toEqual([400, expect.stringContaining('projection')]);
    expect(await problem({ ...good, version: 1 })).toEqual([400, expect.stringContaining('version')]);
    expect(await problem({ ...good, where: { channel: 'store' } })).toEqual([400, expect.stringContaining('where')]);
    expect(await problem({ name: 'x', projection: 'turnover-by-month' })).toEqual([404, expect.any(String)]);
    expect(await problem({ name: 'x', projection: 'turnover-by-month', version: 9 })).toEqual([404, expect.any(String)]); // prettier-ignore
    expect(await problem({ ...good, where: { colour: ['red'] } })).toEqual([422, expect.stringContaining('/where/colour')]); // prettier-ignore
    expect(await problem({ ...good, definition: { ...byMonth, by: ['transcript'] } })).toEqual([422, expect.stringContaining('/definition/by/0')]); // prettier-ignore
    expect(await problem({ ...good, position: 'nowhere' })).toEqual([400, expect.any(String)]);
    expect(await problem({ ...good, asOfRecorded: '2999-01-01T00:00:00Z' })).toEqual([400, expect.any(String)]);
    expect(await problem({ ...good, asOfRecorded: '2001-01-01T00:00:00Z' })).toEqual([409, expect.any(String)]);
    expect((await rapport.as('agent').post('/v1/figures', good)).status).toBe(403);
    const nobody = '00000000-0000-4000-8000-000000000000';
    expect((await analyst().get(`/v1/figures/${nobody}`)).status).toBe(404);
    expect((await analyst().post(`/v1/figures/${nobody}/checks`, {})).status).toBe(404);
    expect((await analyst().get('/v1/figures/x')).status).toBe(400);
  });
});
