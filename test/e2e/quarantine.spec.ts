import { openAdmission, openSources } from '@rapport/admission';
import { Metrics, bootHttp, openAccessKeys, readConfig } from '@rapport/edge';
import { ingestModule } from '@rapport/ingest';
import { eventually } from '@rapport/testing';
import type { Client } from './client';
import { startInstallation, type Installation } from './installation';
import { phone, purchase, user } from './touchpoints';

describe('refused input', () => {
  let rapport: Installation;
  let admin: Client;
  let till: Client;
  beforeAll(async () => {
    rapport = await startInstallation({}, { withProjector: false });
    admin = rapport.as('admin');
    till = rapport.as('integrator');
  });
  afterAll(() => rapport.stop());

  const refuse = async (over: Record<string, unknown>, headers: Record<string, string> = {}): Promise<string> => {
    const { status, body } = await till.post('/v1/interactions', purchase([user('u-1')], over), headers);
    expect(status).toBe(422);
    return body.quarantineId;
  };
  const redrive = (id: string, body: unknown = {}) => admin.post(`/v1/quarantine/${id}/redrive`, body);

  it('goes in under its own id and time once its source has a country', async () => {
    const over = { id: undefined, source: 'pbx-7/berlin', identifiers: [phone('030 5550200')] };
    const id = await refuse(over, { 'idempotency-key': 'call-17' });
    const again = await redrive(id);
    expect([again.status, again.body.code, again.body.quarantineId]).toEqual([422, 'country-needed', id]);
    await admin.put('/v1/sources', { prefix: 'pbx-7', namespace: 'pbx', defaultCountry: 'DE' });
    const answer = await redrive(id, { reason: 'Its country is registered now' });
    expect([answer.status, answer.body.status]).toEqual([200, 'accepted']);
    expect(answer.headers.get('rapport-position')).toBe(answer.body.position);
    const { body } = await admin.get('/v1/events?limit=100');
    expect(body.events.find(({ eventId }: any) => eventId === answer.body.eventId)).toMatchObject({
      ...{ id: 'call-17', source: 'pbx-7/berlin', occurredAt: '2026-11-20T16:04:05.000Z' },
    });
    expect((await redrive(id)).status).toBe(404);
    expect((await admin.get('/v1/quarantine/settled')).body.settled[0]).toMatchObject({
      ...{ id, how: 'redriven', eventId: answer.body.eventId, reason: 'Its country is registered now' },
    });
  });

  it('is repaired, and what its sender sends again is the same event', async () => {
    const broken = purchase([user('u-2')], { type: 'PurchaseDreamt' });
    const { body } = await till.post('/v1/interactions', broken);
    const interaction = { ...broken, type: 'PurchaseMade' };
    const other = await redrive(body.quarantineId, { interaction: { ...interaction, id: 'other' } });
    expect([other.status, other.body.type]).toEqual([409, 'urn:rapport:problem:other-interaction']);
    const answer = await redrive(body.quarantineId, { interaction });
    expect([answer.status, answer.body.status]).toEqual([200, 'accepted']);
    const repeat = await till.post('/v1/interactions', interaction);
    expect(repeat.body).toMatchObject({ status: 'duplicate', eventId: answer.body.eventId });
  });

  it('is settled by a key for its sources only, and looked at by those who may', async () => {
    const id = await refuse({ type: 'Nonsense' });
    const other = await rapport.writerFor(['crm']);
    const wanted = { reason: 'Not ours' };
    expect((await other.post(`/v1/quarantine/${id}/dismiss`, wanted)).status).toBe(403);
    expect((await other.post(`/v1/quarantine/${id}/redrive`, {})).status).toBe(403);
    expect((await till.get(`/v1/quarantine/${id}`)).status).toBe(403);
    expect((await rapport.as('agent').get('/v1/quarantine')).status).toBe(403);
    const gone = await (await rapport.writerFor(['pos'])).post(`/v1/quarantine/${id}/dismiss`, wanted);
    expect(gone.status).toBe(204);
    expect((await admin.get(`/v1/quarantine/${id}`)).status).toBe(404);
    expect((await rapport.as('auditor').get('/v1/quarantine/settled?limit=1')).body.settled).toMatchObject([
      { id, how: 'dismissed', reason: 'Not ours' },
    ]);
  });

  it('is shown only when the log of openings has who looked, and on whose behalf', async () => {
    const id = await refuse({ type: 'Nonsense' });
    const openings = async (): Promise<any[]> =>
      (await rapport.as('auditor').get(`/v1/audit/openings?refusedInput=${id}`)).body.openings;
    await admin.get('/v1/quarantine');
    expect(await openings()).toEqual([]);
    const { status, body } = await admin.get(`/v1/quarantine/${id}`, { 'rapport-actor': 'Ms Frank' });
    expect([status, JSON.parse(body.raw).type]).toEqual([200, 'Nonsense']);
    expect(await openings()).toEqual([
      expect.objectContaining({
        ...{ customer: null, refusedInput: id, position: null, role: 'admin', actor: 'Ms Frank' },
        ...{ keyId: rapport.keys.admin.split('_')[1], classes: ['content'], cells: 1, route: 'GET /v1/quarantine/:id' },
      }),
    ]);
    expect((await admin.get(`/v1/quarantine/${id}`, { 'rapport-actor': 'x'.repeat(201) })).status).toBe(400);
    await rapport.pool.query(`create function pg_temp_refuse() returns trigger language plpgsql as
      $$ begin raise exception 'disk full'; end $$; create trigger refuse_openings before insert on rapport_control.opening
      for each row execute function pg_temp_refuse()`);
    try {
      const unseen = await admin.get(`/v1/quarantine/${id}`);
      expect([unseen.status >= 500, JSON.stringify(unseen.body).includes('Nonsense')]).toEqual([true, false]);
    } finally {
      await rapport.pool.query(
        'drop trigger refuse_openings on rapport_control.opening; drop function pg_temp_refuse()',
      );
    }
    expect(await openings()).toHaveLength(1);
  });

  it('is listed and counted by source, reason, key and time', async () => {
    await refuse({ source: 'pos/kiel', type: 'Nonsense' });
    await refuse({ source: 'pos/kiel', type: 'Rubbish', id: undefined }, { 'idempotency-key': 'kiel-1' });
    const { body } = await till.get('/v1/quarantine/counts?source=pos/kiel');
    expect(body).toMatchObject({ counts: [{ source: 'pos/kiel', code: 'unknown-type', entries: 2 }], overflow: [] });
    const listed = async (query: string) => (await till.get(`/v1/quarantine?${query}`)).body.entries.length;
    expect(await listed('source=pos/kiel&code=unknown-type')).toBe(2);
    expect(await listed('source=pos/kiel&code=bad-data')).toBe(0);
    expect(await listed('source=pos/kiel&key=nobody')).toBe(0);
    expect(await listed('source=pos/kiel&from=2020-01-01T00:00:00Z&limit=1')).toBe(1);
    expect(await listed('source=pos/kiel&to=2020-01-01T00:00:00Z')).toBe(0);
    for (const path of ['?surprise=1', '?from=yesterday', '?limit=501', '/counts?limit=1', '/settled?cursor=x'])
      expect([path, (await admin.get(`/v1/quarantine${path}`)).status]).toEqual([path, 400]);
  });

  it('is counted alone where there is no room for it, and shown without its text where that cannot be opened', async () => {
    const id = await refuse({ type: 'Nonsense' });
    await rapport.vault.destroyHandleKeys([id]);
    expect((await admin.get(`/v1/quarantine/${id}`)).body).toMatchObject({ id, code: 'unknown-type', raw: null });
    await rapport.pool.query(`insert into rapport_admission.overflow values ('spec', '2026-11-20', 'bad-data', 7)`);
    const { overflow } = (await admin.get('/v1/quarantine/counts')).body;
    expect(overflow).toEqual([{ keyId: 'spec', day: '2026-11-20', code: 'bad-data', events: 7 }]);
  });

  it('is settled by the page, and numbers say what became of it', async () => {
    const source = 'pos/moelln';
    await refuse({ source, type: 'Nonsense' });
    const none = { accepted: 0, duplicate: 0, dismissed: 0, conflict: 0, unreadable: 0, forbidden: 0, next: null };
    const tried = await admin.post('/v1/quarantine/redrive', { source });
    expect(tried.body).toEqual({ ...none, entries: 1, refused: 1, reasons: { 'unknown-type': 1 } });
    await refuse({ source, type: 'Rubbish' });
    const wish = { source, reason: 'A test of the till', limit: 1 };
    const gone = await admin.post('/v1/quarantine/dismiss', wish);
    expect(gone.body).toMatchObject({ entries: 1, dismissed: 1, refused: 0, reasons: {}, next: expect.any(String) });
    const rest = await admin.post('/v1/quarantine/dismiss', { ...wish, cursor: gone.body.next });
    expect(rest.body).toMatchObject({ dismissed: 1, next: null });
  });

  it('is gone when its time is over, with any process that hosts ingest', async () => {
    const [expired, kept] = [await refuse({ type: 'Nonsense' }), await refuse({ type: 'Nonsense' })];
    const { pool, vault, ledger } = rapport;
    await pool.query(`update rapport_admission.quarantine set expires_at = now() - interval '1 s' where id = $1`, [
      expired,
    ]);
    const [store, sources, keys] = [await rapport.openStore(), await openSources(pool), await openAccessKeys(pool)];
    const admission = await openAdmission({ pool, store, vault, sources });
    const config = readConfig({ RAPPORT_PORT: '0' });
    const metrics = new Metrics();
    const { bodyLimitBytes, zone, currency } = config;
    const privacy = {
      approvals: 1 as const,
      backups: { keptDays: null },
      retention: {},
      topics: [],
      receivers: async () => [],
    };
    const parts = { pool, store, vault, ledger, privacy, admission, sources, keys, bodyLimitBytes, zone, currency };
    const second = await bootHttp({ config, keys, metrics, modules: [ingestModule({ ...parts, metrics })] });
    await eventually(async () => expect((await admin.get(`/v1/quarantine/${expired}`)).status).toBe(404));
    expect((await admin.get(`/v1/quarantine/${kept}`)).status).toBe(200);
    await second.close();
    await store.close();
  });
});
