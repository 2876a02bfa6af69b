import { eventually } from '@rapport/testing';
import { EVENTS_TABLE } from './engine';
import type { Client } from './client';
import { startInstallation, type Installation } from './installation';
import { card, email, phone, profile, purchase } from './touchpoints';

const ERASED = { erased: true };

describe('an erasure', () => {
  let rapport: Installation;
  let admin: Client;
  let agent: Client;
  let writer: Client;
  beforeAll(async () => {
    rapport = await startInstallation({ RAPPORT_BACKUP_DAYS: '30' });
    [admin, agent, writer] = [rapport.as('admin'), rapport.as('agent'), rapport.as('integrator')];
  });
  afterAll(() => rapport.stop());

  const record = async (event: object): Promise<any> => {
    const { status, body } = await writer.post('/v1/interactions', event);
    expect([200, 201]).toContain(status);
    return body;
  };
  const view = async (id: string, position = ''): Promise<any> =>
    (await agent.get(`/v1/customers/${id}${position && `?minPosition=${position}`}`)).body;
  const erase = (id: string, body: object = { reason: 'Asked for by letter' }, by = admin): Promise<any> =>
    by.send('DELETE', `/v1/customers/${id}`, JSON.stringify(body));
  /** Somebody with two identifiers, a name, a purchase and one input that was refused. */
  const known = async (name: string) => {
    const ids = [card(`LC-${name}`), email(`${name}@example.com`)];
    await record(purchase(ids));
    const said = profile([email(`${name}@example.com`)], { name: `Xaver ${name}`, country: 'DE' });
    const { customerId: first, position } = await record(said);
    const refused = await writer.post('/v1/interactions', purchase(ids, { type: 'Nonsense' }));
    // Linking is an event of its own, a moment later.
    const whole = await eventually(async () => {
      const seen = await view(first, position);
      expect([seen.traits.name?.value, seen.orders, seen.identifiers.length]).toEqual([`Xaver ${name}`, 1, 2]);
      return seen;
    });
    const { customerId, identifiers } = whole;
    const other = identifiers.find(({ type }: any) => type === 'email').handle as string;
    return { customerId, other, ids, said, quarantineId: refused.body.quarantineId as string };
  };
  const found = async (identifiers: readonly object[]): Promise<number> =>
    (await agent.post('/v1/customers/lookup', { identifiers })).body.cards.length;
  const searched = async (...words: string[]): Promise<string[]> =>
    (await agent.post('/v1/customers/search', { words })).body.customers.map((one: any) => one.customerId);

  it('is previewed with every handle and what hangs on it, without a value, and changes nothing', async () => {
    const { customerId, other } = await known('preview');
    const { status, body } = await admin.delete(`/v1/customers/${other}?preview=true`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      customerId,
      handles: expect.arrayContaining([
        { handle: other, type: 'email', issuer: null, erased: false, events: 1 },
        { handle: customerId, type: 'loyaltyCard', issuer: 'pos', erased: false, events: 1 },
      ]),
      events: 2,
      refusedInput: 1,
      parked: 0,
      staysWithOthers: [],
      approvals: 1,
      open: null,
    });
    expect(body.handles).toHaveLength(2);
    expect(body.searchWords).toBeGreaterThan(0);
    expect(JSON.stringify(body)).not.toMatch(/preview@|Xaver|LC-/);
    expect((await view(customerId)).traits.name.value).toBe('Xaver preview');
  });

  it('makes everything personal unreadable, everywhere, and leaves the figures', async () => {
    const { customerId, other, ids, quarantineId } = await known('gone');
    const before = await view(customerId);
    expect(await searched('Xaver', 'gone')).toEqual([customerId]);
    const { status, headers, body } = await erase(other);
    expect([status, body]).toMatchObject([
      200,
      {
        status: 'erased',
        customerId,
        ground: 'request',
        reason: 'Asked for by letter',
        cleaned: { keys: 2, identifiersSuppressed: 2, eventFingerprints: 2, refusedInput: 1, failuresOfParked: 0 },
        joinedSince: [],
        elsewhere: { topics: [], subscribers: [] },
        backups: { keptDays: 30, goneBy: expect.stringMatching(/Z$/) },
      },
    ]);
    expect(body.cleaned.searchWords).toBeGreaterThan(0);
    const after = await view(customerId, String(headers.get('rapport-position')));
    expect(after).toMatchObject({
      customerId,
      traits: { name: { value: ERASED }, country: { value: 'DE' } },
      totals: before.totals,
      orders: before.orders,
      touches: before.touches,
    });
    expect(after.identifiers.map(({ value }: any) => value)).toEqual([ERASED, ERASED]);
    expect(await found(ids)).toBe(0);
    expect(await searched('Xaver', 'gone')).toEqual([]);
    expect((await admin.get(`/v1/quarantine/${quarantineId}`)).status).toBe(404);
    const { rows } = await rapport.pool.query(
      `select count(*)::int as n, count(fingerprint)::int as prints from ${EVENTS_TABLE} where stream = any($1)`,
      [[customerId, other].map((handle) => `customer-${handle}`)],
    );
    expect(rows).toEqual([{ n: 2, prints: 0 }]);
    await eventually(async () => {
      const { entries } = (await agent.get(`/v1/customers/${customerId}/timeline`)).body;
      expect(entries.map(({ type }: any) => type)).toEqual(['CustomerErased', 'PurchaseMade', 'ProfileStated']);
      expect(entries[2].personal.name).toEqual(ERASED);
    });
  });

  it('has a certificate that administrators and auditors read, and nobody else', async () => {
    const { customerId } = await known('paper');
    const { body } = await erase(customerId);
    const certificate = await rapport.as('auditor').get(`/v1/erasures/${body.erasureId}`);
    expect([certificate.status, certificate.body]).toMatchObject([
      200,
      { erasureId: body.erasureId, status: 'erased' },
    ]);
    expect(JSON.stringify(certificate.body)).not.toMatch(/paper@|Xaver|LC-/);
    const { erasures } = (await rapport.as('auditor').get('/v1/erasures?limit=1')).body;
    expect(erasures).toMatchObject([{ erasureId: body.erasureId, customerId, handles: 2 }]);
    expect((await agent.get(`/v1/erasures/${body.erasureId}`)).status).toBe(403);
    expect((await admin.get(`/v1/erasures/${customerId}`)).status).toBe(404);
    expect((await admin.get('/v1/erasures?cursor=x')).status).toBe(400);
  });

  it('is for administrators, says why, and does not say whom it was about', async () => {
    const { customerId } = await known('strict');
    for (const role of ['agent', 'supervisor', 'analyst', 'integrator', 'auditor'] as const)
      expect((await erase(customerId, undefined, rapport.as(role))).status).toBe(403);
    expect((await admin.delete(`/v1/customers/${customerId}`)).status).toBe(400);
    expect((await erase(customerId, { reason: 'x' })).status).toBe(400);
    expect((await erase(customerId, { reason: 'He asked', ground: 'fun' })).status).toBe(400);
    expect((await erase('7e8f8a54-62f0-4a7c-9d0c-3a2f8f6f3f0b')).status).toBe(404);
    for (const reason of ['Xaver asked', 'Card lc-strict asked', 'Mail from strict@example.com', 'a@b.de asked']) {
      const { status, body } = await erase(customerId, { reason });
      expect([reason, status, body.type]).toEqual([reason, 422, 'urn:rapport:problem:personal-reason']);
    }
    expect((await view(customerId)).traits.name.value).toBe('Xaver strict');
    const byHeader = await admin.send('DELETE', `/v1/customers/${customerId}`, null, {
      'rapport-reason': 'Ticket DSR-2026-117',
      'rapport-ground': 'objection',
    });
    expect([byHeader.status, byHeader.body]).toMatchObject([
      200,
      { ground: 'objection', reason: 'Ticket DSR-2026-117' },
    ]);
  });

  it('said again answers with the same certificate', async () => {
    const { customerId, other } = await known('twice');
    const both = await Promise.all([erase(customerId), erase(other)]);
    const again = await erase(other, { reason: 'Once more' });
    const ids = [...both, again].map(({ status, body }) => [status, body.erasureId, body.status]);
    expect(new Set(ids.map(String)).size).toBe(1);
    expect(ids[0]![2]).toBe('erased');
  });

  it('cannot be undone by joining or taking apart', async () => {
    const { customerId, other } = await known('undo');
    const alive = await known('alive');
    await erase(customerId);
    const problem = async (path: string, body: object): Promise<unknown> => {
      const answer = await rapport.as('supervisor').post(path, { ...body, reason: 'Same passport' });
      return [answer.status, answer.body.type];
    };
    const refused = [409, 'urn:rapport:problem:customer-erased'];
    expect(await problem(`/v1/customers/${customerId}/unmerge`, { handles: [other] })).toEqual(refused);
    expect(await problem(`/v1/customers/${customerId}/merge`, { with: alive.customerId })).toEqual(refused);
    expect(await problem(`/v1/customers/${alive.customerId}/merge`, { with: other })).toEqual(refused);
  });

  it('lets the same person come back as somebody new, and a repeat of the past revive nobody', async () => {
    const { customerId, ids, said } = await known('back');
    await erase(customerId);
    const handles = (await rapport.pool.query('select count(*)::int as n from rapport_vault.handle_key')).rows[0].n;
    const { status, body } = await writer.post('/v1/interactions', said);
    expect([status, body.status, body.customerId]).toEqual([200, 'duplicate', customerId]);
    const changed = { ...said, data: { ...said.data, name: 'Xaver Neu' } };
    expect((await writer.post('/v1/interactions', changed)).body.status).toBe('duplicate');
    expect((await rapport.pool.query('select count(*)::int as n from rapport_vault.handle_key')).rows[0].n).toBe(
      handles,
    );
    expect(await searched('Xaver', 'Neu')).toEqual([]);
    const past = await writer.post('/v1/interactions', purchase(ids, { id: 'of another export' }));
    expect([past.status, past.body.code, past.body.quarantineId]).toEqual([422, 'suppressed', null]);
    const later = await record(purchase(ids, { id: 'afterwards', occurredAt: new Date().toISOString() }));
    expect(later.customerId).not.toBe(customerId);
    await view(later.customerId, later.position);
    expect(await found(ids)).toBe(1);
    expect((await view(customerId)).traits.name.value).toEqual(ERASED);
  });

  it('takes along what was joined, leaves what is shared, and works on old ids', async () => {
    const one = await known('joined-one');
    const two = await known('joined-two');
    const merged = await rapport.as('supervisor').post(`/v1/customers/${one.customerId}/merge`, {
      with: two.customerId,
      reason: 'Same passport',
    });
    await view(one.customerId, merged.body.position);
    const shared = phone('+49 30 5550100');
    for (const user of ['a', 'b', 'c', 'd']) await record(purchase([card(`LC-family-${user}`), shared]));
    const last = await record(purchase([one.ids[0]!, shared]));
    await view(one.customerId, last.position);
    const { body: preview } = await admin.delete(`/v1/customers/${two.other}?preview=true`);
    expect(preview.handles).toHaveLength(4);
    expect(preview.staysWithOthers).toHaveLength(1);
    const { body } = await erase(two.other);
    expect(body.handles).toHaveLength(4);
    expect(await found([shared])).toBeGreaterThan(0);
    for (const { customerId } of [one, two]) expect((await view(customerId)).traits.name.value).toEqual(ERASED);
  });
});
