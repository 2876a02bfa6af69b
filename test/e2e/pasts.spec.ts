import { cellHandle } from '@rapport/vault';
import { built as builtBy, drop as dropBy, momentOf, refusalOf, until as untilBy } from './built-pasts';
import { startInstallation, type Installation } from './installation';
import { card, email, profile, purchase } from './touchpoints';

const byMonth = {
  name: 'turnover-by-month',
  events: { types: ['PurchaseMade'] },
  by: [{ month: 'Europe/Berlin' }, 'channel'],
  measures: { orders: 'count', revenue: { sum: 'amount' }, buyers: { distinct: 'customer' } },
};
const DECIDED = ['tiers', 'signals', 'segments'];

describe('all rows of a projection as of a moment in the past', () => {
  let rapport: Installation;
  let last = '';
  const analyst = () => rapport.as('analyst');
  const record = async (event: object): Promise<any> => {
    const { status, body } = await rapport.as('integrator').post('/v1/interactions', event);
    expect([status, body]).toEqual([201, expect.anything()]);
    last = body.position;
    return body;
  };
  const sold = (who: string, day: string, amount: string): Promise<any> =>
    record(purchase([card(who)], { occurredAt: `${day}T12:00:00.000Z`, data: { orderId: `${who}-${day}-${amount}`, currency: 'EUR', amount } })); // prettier-ignore
  const moment = () => momentOf(rapport);
  const until = (path: string, is: (body: any) => boolean) => untilBy(analyst(), path, is);
  const built = (projection: string, moments: object) => builtBy(analyst(), projection, moments);
  const rows = async (path: string): Promise<any> => {
    const { status, body } = await analyst().get(path);
    expect([path, status, body]).toEqual([path, 200, expect.anything()]);
    return body;
  };
  const live = (name: string): Promise<any> => rows(`/v1/projections/${name}/rows?limit=2000&minPosition=${last}`);
  const refused = (path: string) => refusalOf(analyst(), path);
  const drop = (id: string) => dropBy(analyst(), id);

  let then: string;
  let names: string[];
  let seen: Record<string, any>;
  let gone: any;
  beforeAll(async () => {
    rapport = await startInstallation();
    const first = await sold('LC-a', '2026-03-01', '10.00');
    await sold('LC-b', '2026-03-03', '30.00');
    gone = await record(profile([email('gone.rows@example.com')], { name: 'Xaver Vergangen' }));
    await record(profile([email('stays@example.com')], { name: 'Yvonne Bleibt' }));
    await record({ id: 'c1', source: 'city/desk', channel: 'web', type: 'CaseOpened', occurredAt: '2026-03-02T10:00:00Z', identifiers: [card('LC-a')], data: { caseId: 'k1', kind: 'complaint' } }); // prettier-ignore
    await analyst().post('/v1/projections', byMonth);
    await until(`/v1/projections/${byMonth.name}`, ({ serving }) => serving === 1);
    last = (await rapport.store.head()).position;
    const { body } = await analyst().get('/v1/projections');
    names = body.projections.map(({ projection }: any) => projection).filter((name: string) => !['identity', 'rules', 'clock', 'policies', ...DECIDED].includes(name)); // prettier-ignore
    seen = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await live(name)] as const)));
    then = await moment();
    // Late, corrected, of the same persons and of others.
    await sold('LC-a', '2026-03-02', '20.00');
    await rapport.as('agent').post(`/v1/interactions/${first.eventId}/corrections`, { kind: 'retract', reason: 'Another one' }); // prettier-ignore
    await record(profile([card('LC-a'), card('LC-c')], { language: 'de' }));
    await sold('LC-c', '2026-04-01', '5.00');
    await live('interaction-volume');
  });
  afterAll(() => rapport.stop());

  it('are what everybody saw then, of every projection, in the form in which they saw it', async () => {
    expect(names).toEqual(expect.arrayContaining(['customer-view', 'value', 'timeline', 'interaction-volume', 'cases', 'turnover-by-month'])); // prettier-ignore
    for (const name of names) {
      const past = await built(name, { asOfRecorded: then });
      expect(past).toMatchObject({ state: 'built', projection: name, attempts: 1, parked: 0, fault: null, asOf: { recorded: then, occurred: null } }); // prettier-ignore
      const found = await rows(`/v1/projections/${name}/rows?limit=2000&asOfRecorded=${then}`);
      expect([name, found.rows]).toEqual([name, seen[name].rows]);
      expect(found).toMatchObject({ projection: name, position: past.asOf.position, asOf: past.asOf });
      expect(await rows(`/v1/pasts/${past.id}/rows?limit=2000`)).toEqual(found);
      // A page of one, and the next one.
      if (seen[name].rows.length > 1) {
        const one = await rows(`/v1/pasts/${past.id}/rows?limit=1`);
        const next = await rows(`/v1/pasts/${past.id}/rows?limit=1&cursor=${one.next}`);
        expect([...one.rows, ...next.rows]).toEqual(seen[name].rows.slice(0, 2));
        expect(await refused(`/v1/projections/${name}/rows?limit=1&cursor=${one.next}`)).toEqual([400, 'invalid-request']); // prettier-ignore
      }
      expect(await drop(past.id)).toMatchObject({ state: 'dropped', keptUntil: null });
      expect(await refused(`/v1/pasts/${past.id}/rows`)).toEqual([409, 'past-not-built']);
    }
    expect(seen['interaction-volume'].rows).not.toEqual((await live('interaction-volume')).rows);
  }, 120_000);

  it('are what had happened by a moment, as it is known, or was', async () => {
    const by = '2026-03-02T23:00:00.000Z';
    const [now, both, described, were] = [
      await built('interaction-volume', { asOfOccurred: by }),
      await built('interaction-volume', { asOfOccurred: by, asOfRecorded: then }),
      await built(byMonth.name, { asOfOccurred: by }),
      await built('value', { asOfOccurred: by }),
    ];
    const counted = async (query: string) => {
      const path = `/v1/volume?by=day&zone=UTC&type=PurchaseMade&asOfOccurred=${encodeURIComponent(by)}${query}`;
      const { body, headers } = await analyst().get(path);
      return [body.counts, body.asOf, headers.get('rapport-position')];
    };
    // The purchase of the first is retracted, that of the second came late.
    expect(await counted('')).toEqual([[{ at: '2026-03-02', count: 1 }], now.asOf, now.asOf.position]);
    expect(await counted(`&asOfRecorded=${then}`)).toEqual([[{ at: '2026-03-01', count: 1 }], both.asOf, both.asOf.position]); // prettier-ignore
    const turnover = `/v1/projections/${byMonth.name}/rows?asOfOccurred=${by}`;
    const march = [{ month: '2026-03', channel: 'store', buyers: 1, orders: 1, revenue: { EUR: '20.00' } }];
    expect(await rows(turnover)).toMatchObject({ position: described.asOf.position, rows: march });
    expect((await rows(`${turnover}&last=1`)).rows).toEqual(march);
    expect((await rows(`${turnover}&channel=web`)).rows).toEqual([]);
    expect(await rows(`${turnover}&format=series`)).toMatchObject({ x: { values: ['2026-03'] }, asOf: described.asOf });
    const csv = await analyst().get(`${turnover}&format=csv`);
    expect(csv.body).toBe('month,channel,buyers,orders,revenue EUR\r\n2026-03,store,1,1,20.00\r\n');
    expect((await rows(`/v1/projections/value/rows?asOfOccurred=${by}`)).rows).toHaveLength(1);
    const [{ key, ...one }] = (await rows(`/v1/pasts/${now.id}/rows`)).rows;
    const single = await rows(`/v1/projections/interaction-volume/rows?key=${key}&asOfOccurred=${by}`);
    expect(single).toMatchObject({ rows: [{ key, ...one }], asOf: now.asOf });
    expect(await refused(`/v1/pasts/${now.id}/rows?key=${gone.eventId}`)).toEqual([404, 'not-found']);
    for (const { id } of [now, both, described, were]) await drop(id);
  }, 60_000);

  it('are built once for all who ask, and not at all for who may not', async () => {
    const wish = { projection: 'interaction-volume', asOfRecorded: then };
    const one = await built('interaction-volume', { asOfRecorded: then });
    const again = await analyst().post('/v1/pasts', wish);
    expect([again.status, again.body.id, again.headers.get('location')]).toEqual([200, one.id, `/v1/pasts/${one.id}`]);
    const { body } = await rapport.as('auditor').get('/v1/pasts');
    expect(body.pasts[0]).toEqual(one);
    for (const [role, method, path] of [
      ['auditor', 'GET', `/v1/pasts/${one.id}/rows`],
      ['supervisor', 'GET', `/v1/pasts/${one.id}/rows`],
      ['supervisor', 'DELETE', `/v1/pasts/${one.id}`],
      ['agent', 'GET', '/v1/pasts'],
    ] as const)
      expect([role, path, (await rapport.as(role).send(method, path, null)).status]).toEqual([role, path, 403]);
    expect((await rapport.as('integrator').post('/v1/pasts', wish)).status).toBe(403);
    const etag = (await analyst().get(`/v1/pasts/${one.id}/rows`)).headers.get('etag')!;
    expect((await analyst().get(`/v1/pasts/${one.id}/rows`, { 'if-none-match': etag })).status).toBe(304);
    expect((await analyst().post(`/v1/pasts/${one.id}/pause`, {})).status).toBe(409);
    expect((await analyst().post(`/v1/pasts/${one.id}/resume`, {})).body.type).toBe('urn:rapport:problem:past-cannot');
    await drop(one.id);
    expect((await drop(one.id)).state).toBe('dropped');
  });

  it('say what is wrong with a question, and how rows that are not there can be had', async () => {
    const problem = async (body: unknown): Promise<unknown[]> => {
      const answer = await analyst().post('/v1/pasts', body as object);
      return [answer.status, String(answer.body.type).replace('urn:rapport:problem:', '')];
    };
    const volume = { projection: 'interaction-volume' };
    expect(await problem({ ...volume })).toEqual([400, 'invalid-request']);
    expect(await problem({ ...volume, asOf: then })).toEqual([400, 'invalid-request']);
    expect(await problem({ ...volume, asOfRecorded: 'yesterday' })).toEqual([400, 'invalid-request']);
    expect(await problem({ ...volume, asOfRecorded: 7 })).toEqual([400, 'invalid-request']);
    expect(await problem([])).toEqual([400, 'invalid-request']);
    expect(await problem({ ...volume, asOfRecorded: '2999-01-01T00:00:00Z' })).toEqual([400, 'as-of-to-come']);
    expect(await problem({ ...volume, asOfOccurred: '2999-01-01T00:00:00Z' })).toEqual([400, 'as-of-to-come']);
    expect(await problem({ ...volume, asOfRecorded: '2001-01-01T00:00:00Z' })).toEqual([400, 'as-of-before-log']);
    expect(await problem({ projection: 'no-such', asOfRecorded: then })).toEqual([404, 'not-found']);
    expect(await problem({ projection: 'timeline', asOfOccurred: then })).toEqual([400, 'as-of-unsupported']);
    for (const projection of DECIDED) {
      const { body } = await analyst().post('/v1/pasts', { projection, asOfRecorded: then });
      expect([body.type, body.detail]).toEqual(['urn:rapport:problem:as-of-unsupported', expect.stringContaining(`GET /v1/${projection}?asOfRecorded`)]); // prettier-ignore
    }
    const list = `/v1/projections/interaction-volume/rows?asOfRecorded=${then}`;
    const { status, body } = await analyst().get(list);
    expect([status, body.type, body.past, body.detail]).toEqual([409, 'urn:rapport:problem:past-not-built', null, `nobody has had these rows built: POST /v1/pasts ${JSON.stringify({ ...volume, asOfRecorded: then })}`]); // prettier-ignore
    expect(await refused(`/v1/volume?asOfRecorded=${then}`)).toEqual([409, 'past-not-built']);
    expect(await refused(`/v1/projections/no-such/rows?asOfRecorded=${then}`)).toEqual([404, 'not-found']);
    const none = '/v1/pasts/00000000-0000-4000-8000-00000000dead';
    expect([await refused(none), await refused(`${none}/rows`), await refused('/v1/pasts/x')]).toEqual([[404, 'not-found'], [404, 'not-found'], [400, 'invalid-request']]); // prettier-ignore
    const { id } = await built('interaction-volume', { asOfRecorded: then });
    expect(await refused(`${list}&minPosition=${last}`)).toEqual([400, 'invalid-request']);
    expect(await refused(`/v1/pasts/${id}/rows?colour=red`)).toEqual([400, 'invalid-request']);
    expect(await refused(`/v1/pasts/${id}/rows?asOfOccurred=${then}`)).toEqual([400, 'as-of-unsupported']);
    expect(await refused(`/v1/pasts/${id}/rows?format=parquet`)).toEqual([406, 'not-acceptable']);
    await drop(id);
  });

  it('hold nothing of who is erased while they are there, or was before they were built', async () => {
    const before = await built('customer-view', { asOfRecorded: then });
    const path = `/v1/pasts/${before.id}/rows?limit=2000`;
    const row = async (of: string): Promise<any> =>
      (await rows(of)).rows.find(({ key }: any) => key === gone.customerId);
    expect((await row(path)).traits.name.value).toEqual({ masked: 'identity' });
    const body = JSON.stringify({ reason: 'Asked for by letter' });
    expect((await rapport.as('admin').send('DELETE', `/v1/customers/${gone.customerId}`, body)).status).toBe(200);
    const table = async (id: string): Promise<string> => {
      const { rows: found } = await rapport.pool.query<{ name: string }>('select table_name as name from rapport_read.past where id = $1', [id]); // prettier-ignore
      const all = await rapport.pool.query<{ row: string }>(`select to_jsonb(t)::text as row from rapport_read."${found[0]!.name}" t`); // prettier-ignore
      return all.rows.map(({ row: text }) => text).join('\n');
    };
    // What is there are cells whose key is gone, as in the log itself: nobody can open them any more.
    const texts = (await table(before.id)).match(/"[^"]+"/g)!.map((text) => text.slice(1, -1));
    const cells = [...new Set(texts)].filter((text) => cellHandle(text) !== null);
    expect(cells.length).toBeGreaterThan(0);
    const opened = await rapport.vault.open(cells);
    const whose = cells.map((cell, nth) => [cellHandle(cell), opened[nth]!] as const);
    const hers = whose.filter(([handle]) => handle === gone.customerId);
    expect(hers.length).toBeGreaterThan(0);
    expect(hers.every(([, one]) => !one.ok && one.why === 'erased')).toBe(true);
    expect(whose.some(([, one]) => one.ok)).toBe(true);
    expect(JSON.stringify(opened)).not.toMatch(/Vergangen|gone\.rows/);
    await drop(before.id);
    const after = await built('customer-view', { asOfRecorded: then });
    expect(await table(after.id)).not.toMatch(/Vergangen|gone\.rows/);
    expect(await rows(`/v1/pasts/${after.id}/rows?limit=2000`)).toEqual({ ...(await rows(`/v1/projections/customer-view/rows?limit=2000&asOfRecorded=${then}`)) }); // prettier-ignore
    await drop(after.id);
  });
});
