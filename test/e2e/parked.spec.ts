import { customerViewTable } from '@rapport/projections';
import { eventually } from '@rapport/testing';
import type { Client } from './client';
import { startInstallation, type Installation } from './installation';
import { card, purchase } from './touchpoints';

const VIEW = `rapport_read.${customerViewTable.options.tableName}`;

describe('what operators see and do', () => {
  let rapport: Installation;
  let admin: Client;
  beforeAll(async () => {
    rapport = await startInstallation();
    admin = rapport.as('admin');
  });
  afterAll(() => rapport.stop());

  /** A customer who stands as one whose last event could not be folded. */
  const parked = async (value: string): Promise<any> => {
    const till = rapport.as('integrator');
    await till.post('/v1/interactions', purchase([card(value)]));
    const { body } = await till.post('/v1/interactions', purchase([card(value)]));
    const { customerId, eventId, position } = body;
    await rapport.as('agent').get(`/v1/customers/${customerId}?minPosition=${position}`);
    await rapport.pool.query(
      `insert into rapport_read.parked (projection, version, key, position, event_id, error, parked_at)
       values ('customer-view', 1, $1, $2, $3, 'a bad day', now())`,
      [customerId, position, eventId],
    );
    return { customerId, eventId, path: `/v1/projections/customer-view/parked/${customerId}` };
  };
  const ofView = async (): Promise<any> => {
    const { body } = await admin.get('/v1/projections');
    return body.projections.find(({ projection }: any) => projection === 'customer-view');
  };

  it('is who is parked, what a skip would change, and what was left out', async () => {
    const { customerId, eventId, path } = await parked('LC-skip');
    expect((await ofView()).parked).toMatchObject([{ key: customerId, eventId, error: 'a bad day' }]);
    const preview = await admin.get(`${path}/skip`);
    expect(preview).toMatchObject({ status: 200, body: { eventId, before: { orders: 2 }, after: { orders: 1 } } });
    const skipped = await admin.post(`${path}/skip`, { eventId, reason: 'Garbage from a test till' });
    expect(skipped).toMatchObject({ status: 202, body: { eventId, key: customerId } });
    const { body } = await admin.get('/v1/projections/customer-view/skipped');
    expect(body.skipped).toEqual([skipped.body]);
  });

  it('is that somebody who is parked is folded again', async () => {
    const { customerId, path } = await parked('LC-retry');
    const asked = await admin.post(`${path}/retry`);
    expect(asked).toMatchObject({ status: 202, body: { projection: 'customer-view', customer: customerId } });
  });

  it('is which versions other releases have left, why they do not move, and that they go', async () => {
    await rapport.pool.query(
      `insert into rapport_read.checkpoint
         (projection, version, lo, hi, position, epoch, updated_at, fault, fault_since, try_at)
       values ('gone-view', 1, 0, 255, '', 0, now() - interval '2 days', 'no such fold', now(), now())`,
    );
    const { body } = await admin.get('/v1/projections');
    const gone = body.projections.find(({ projection }: any) => projection === 'gone-view');
    expect(gone).toMatchObject({ fault: 'no such fold', faultSince: expect.any(String), eventId: null });
    const { versions } = (await admin.get('/v1/projections/versions')).body;
    expect(versions).toContainEqual(expect.objectContaining({ name: 'gone-view', state: 'left', prunable: true }));
    const { pruned } = (await admin.post('/v1/projections/prune', {})).body;
    expect(pruned.map(({ name }: any) => name)).toEqual(['gone-view']);
  });

  it('is how replays stand, which can be held, gone on with, taken over, put back and called off', async () => {
    for (const change of ['delete from @ where key = $1', 'update @ set orders = 987 where key = $1']) {
      const { body } = await rapport.as('integrator').post('/v1/interactions', purchase([card(change)]));
      await rapport.as('agent').get(`/v1/customers/${body.customerId}?minPosition=${body.position}`);
      await rapport.pool.query(change.replace('@', VIEW), [body.customerId]);
    }
    // What was skipped is left out by a rebuild at once, and by the rows that serve when the customer is folded again.
    await eventually(async () => expect((await ofView()).parked).toEqual([]));
    const start = await admin.post('/v1/projections/customer-view/replays', { promote: false });
    expect(start.status).toBe(202);
    const { id } = start.body;
    const ask = async (wish: string): Promise<unknown> => (await admin.post(`/v1/replays/${id}/${wish}`)).body.wish;
    const comes = (wanted: string) =>
      eventually(async () => expect((await admin.get(`/v1/replays/${id}`)).body.state).toBe(wanted), 30_000);
    expect([await ask('pause'), await ask('resume')]).toEqual(['pause', 'resume']);
    await comes('ready');
    const shown = (await admin.get('/v1/projections/customer-view')).body;
    const comparison = { onlyRebuilt: 1, different: 1, fields: { orders: 1 } };
    expect(shown).toMatchObject({ definition: null, replay: { id, comparison } });
    expect(await ask('promote')).toBe('promote');
    await comes('promoted');
    expect(await ask('rollback')).toBe('rollback');
    await comes('rolled-back');
    const other = (await admin.post('/v1/projections/timeline/replays', { promote: false })).body;
    expect((await admin.post(`/v1/replays/${other.id}/cancel`)).body.wish).toBe('cancel');
    const { replays } = (await admin.get('/v1/replays')).body;
    expect(replays.map((one: any) => one.id)).toEqual([other.id, id]);
    const key = rapport.keys.admin.split('_')[1];
    expect(replays.map(({ by, wishBy }: any) => [by, wishBy])).toEqual([[key, key], [key, key]]); // prettier-ignore
  });
});
