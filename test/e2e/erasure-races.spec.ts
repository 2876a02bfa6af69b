import { eventually } from '@rapport/testing';
import type { Client } from './client';
import { startInstallation, type Installation } from './installation';
import { card, email, phone, profile, purchase, user } from './touchpoints';

/** What comes in while somebody is being erased, and what stands beside it. */
describe('an erasure amid everything else', () => {
  let rapport: Installation;
  let admin: Client;
  let writer: Client;
  beforeAll(async () => {
    rapport = await startInstallation();
    [admin, writer] = [rapport.as('admin'), rapport.as('integrator')];
  });
  afterAll(() => rapport.stop());

  const record = async (event: object): Promise<any> => (await writer.post('/v1/interactions', event)).body;
  const view = async (id: string): Promise<any> => (await rapport.as('agent').get(`/v1/customers/${id}`)).body;
  const erase = (id: string): Promise<any> =>
    admin.send('DELETE', `/v1/customers/${id}`, JSON.stringify({ reason: 'Asked for by letter' }));
  const known = async (name: string): Promise<string> => {
    const { customerId, position } = await record(profile([email(`${name}@example.com`)], { name: 'Zacharias Race' }));
    await rapport.as('agent').get(`/v1/customers/${customerId}?minPosition=${position}`);
    return customerId;
  };
  /** The looks for what was on its way come 3 and 35 s after the keys are gone; they need not be waited for here. */
  const sweepNow = (erasureId: string): Promise<unknown> =>
    rapport.pool.query(`update rapport_control.erasure set keys_at = keys_at - interval '1 minute' where id = $1`, [
      erasureId,
    ]);
  const certificate = async (id: string): Promise<any> => (await admin.get(`/v1/erasures/${id}`)).body;

  it('finds new identifiers of the person that were on their way, and leaves others alone', async () => {
    const id = await known('late');
    const stranger = await record(profile([user('u-stranger')], { name: 'Ulrike Other' }));
    // What a process does that has the keys in memory still: claimed before, appended after.
    const [late] = await rapport.vault.claim([phone('+4930555019')].map(({ value }) => ({ type: 'phone', value })));
    const sealer = await rapport.vault.sealer([
      { handle: late!, dataClass: 'contact', at: '2026-11-20T00:00:00.000Z' },
    ]);
    const cell = sealer.seal(late!, 'contact', '2026-11-20T00:00:00.000Z', '+4930555019');
    const { body } = await erase(id);
    expect(body.handles).toHaveLength(1);
    const store = rapport.store;
    const append = async (name: string, handles: object[]): Promise<void> => {
      const body = { channel: 'web', context: {}, data: {}, handle: id, handles, id: name, meta: { by: 'x' }, occurredAt: '2026-11-20T00:00:00.000Z', sealed: {}, source: 'shop/x', type: 'StoreVisited', v: 1 }; // prettier-ignore
      const event = { id: crypto.randomUUID(), type: 'StoreVisited', body: JSON.stringify(body), fingerprint: '' };
      await store.append([{ stream: `customer-${id}`, expected: 'any', events: [event] }]);
    };
    await append('in-flight', [
      { handle: id, type: 'email' },
      { handle: late, type: 'phone', sealed: cell },
    ]);
    await append('glued', [
      { handle: id, type: 'email' },
      { handle: stranger.customerId, type: 'userId', issuer: 'shop' },
    ]);
    expect((await rapport.vault.open([cell]))[0]).toEqual({ ok: true, value: '+4930555019' });
    await eventually(async () => expect((await view(id)).identifiers).toHaveLength(3));
    await sweepNow(body.erasureId);
    await eventually(async () => expect((await certificate(body.erasureId)).settledAt).not.toBeNull(), 20_000);
    const settled = await certificate(body.erasureId);
    expect(settled.handles.map(({ handle }: any) => handle).sort()).toEqual([id, late].sort());
    expect(settled.joinedSince).toEqual([stranger.customerId]);
    expect((await rapport.vault.open([cell]))[0]).toEqual({ ok: false, why: 'erased' });
    expect((await rapport.vault.erased([stranger.customerId])).size).toBe(0);
  });

  it('works while a replay runs, which shows the erased as erased, and so does every rebuild after it', async () => {
    const ids: string[] = [];
    for (const name of ['one', 'two', 'three']) ids.push(await known(`replay-${name}`));
    await Promise.all(Array.from({ length: 150 }, (_, n) => record(purchase([card(`LC-replay-${n}`)]))));
    const start = await admin.post('/v1/projections/customer-view/replays', {});
    expect(start.status).toBe(202);
    expect((await erase(ids[0]!)).body.status).toBe('erased');
    const done = async (replay: string): Promise<void> => {
      await eventually(async () => {
        const { state, status } = (await admin.get(`/v1/replays/${replay}`)).body;
        expect(state ?? status).toMatch(/live|compared|promoted|done|ready/);
      }, 30_000);
    };
    await done(start.body.id ?? start.body.replayId);
    expect((await view(ids[0]!)).traits.name.value).toEqual({ erased: true });
    expect((await view(ids[1]!)).traits.name.value).toBe('Zacharias Race');
  });

  it('leaves every population as it was: nobody else moves', async () => {
    const buyers: string[] = [];
    for (let n = 0; n < 12; n += 1) {
      const { customerId } = await record(purchase([card(`LC-tier-${n}`)], { data: { orderId: `t-${n}`, currency: 'EUR', amount: `${1000 - n}.00` } })); // prettier-ignore
      buyers.push(customerId);
    }
    const close = async (restate: boolean): Promise<any[]> => {
      const wish = { from: '2026-11-20', to: '2026-11-20', every: 'day', reason: 'Spec', restate };
      const { body } = await admin.post('/v1/clock/closes', wish);
      return eventually(async () => {
        const { status, body: page } = await admin.get(`/v1/tiers?limit=200&minPosition=${body.position}`);
        expect(status).toBe(200);
        const rows = page.customers.map(({ customerId, tier, rank, population, value }: any) => ({ customerId, tier, rank, population, value })); // prettier-ignore
        expect(rows.length).toBeGreaterThanOrEqual(12);
        return rows;
      }, 20_000);
    };
    const before = await close(false);
    expect((await erase(buyers[0]!)).body.status).toBe('erased');
    expect(await close(true)).toEqual(before);
  });
});
