import { eventually } from '@rapport/testing';
import { startInstallation, type Installation } from './installation';
import { card, purchase } from './touchpoints';

describe('several projections that are asked for at once', () => {
  let rapport: Installation;
  beforeAll(async () => {
    rapport = await startInstallation();
    for (const name of ['a', 'b', 'a']) {
      const { status, body } = await rapport.as('integrator').post('/v1/interactions', purchase([card(`LC-${name}`)]));
      expect(status).toBe(201);
      await rapport.as('agent').get(`/v1/customers/${body.customerId}?minPosition=${body.position}`);
    }
  });
  afterAll(() => rapport.stop());

  const ask = (body: unknown) => rapport.as('admin').post('/v1/replays', body as object);
  const ended = async (id: string): Promise<any> => {
    let found: any;
    await eventually(async () => {
      found = (await rapport.as('analyst').get(`/v1/replays/${id}`)).body;
      expect(found.state).toMatch(/promoted|failed|ready/);
    }, 60_000);
    return found;
  };

  it('are built anew, each as a replay of its own', async () => {
    const { status, body } = await ask({ projections: ['value', 'timeline', 'customer-view'] });
    expect(status).toBe(202);
    expect(body.replays.map(({ projection }: any) => projection)).toEqual(['value', 'timeline', 'customer-view']);
    for (const { id } of body.replays) {
      const { state, attempts, comparison } = await ended(id);
      expect({ state, attempts, ...comparison }).toMatchObject({ state: 'promoted', attempts: 1, different: 0, onlyLive: 0, onlyRebuilt: 0 }); // prettier-ignore
    }
  });

  it('are all built or none', async () => {
    const [{ id }] = (await ask({ projections: ['value'], promote: false })).body.replays;
    expect(await ask({ projections: ['customer-view', 'value'] })).toMatchObject({
      status: 409,
      body: { type: expect.stringContaining('replay-under-way'), replay: id },
    });
    expect(await ask({ projections: ['customer-view', 'nothing'] })).toMatchObject({
      status: 404,
      body: { projection: 'nothing' },
    });
    const { replays } = (await rapport.as('auditor').get('/v1/replays')).body;
    expect(replays.filter(({ state }: any) => ['requested', 'running', 'ready'].includes(state))).toHaveLength(1);
    await ended(id);
    expect((await rapport.as('admin').post(`/v1/replays/${id}/cancel`, {})).status).toBe(202);
  });

  it.each([
    {},
    { projections: [] },
    { projections: 'value' },
    { projections: ['value', 'value'] },
    { projections: ['value', 7] },
    { projections: Array.from({ length: 51 }, (_, n) => `p${n}`) },
    { projections: ['value'], promote: 'no' },
    { projections: ['value'], colour: 'red' },
  ])('are not asked for by %j', async (body) => {
    expect(await ask(body)).toMatchObject({ status: 400 });
  });

  it('are asked for by an administrator only', async () => {
    for (const role of ['agent', 'supervisor', 'analyst', 'integrator', 'auditor'] as const)
      expect((await rapport.as(role).post('/v1/replays', { projections: ['value'] })).status).toBe(403);
  });
});
