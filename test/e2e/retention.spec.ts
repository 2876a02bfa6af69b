import { startInstallation, type Installation } from './installation';
import { card, purchase } from './touchpoints';

describe('the time of retention', () => {
  let rapport: Installation;
  beforeAll(async () => {
    const env = { RAPPORT_RETENTION: 'behaviour=30y,content=100y' };
    rapport = await startInstallation(env, { withProjector: false });
  });
  afterAll(() => rapport.stop());
  const shown = async () => (await rapport.as('auditor').get('/v1/retention')).body;

  it('is shown, with what ends next and what has ended', async () => {
    expect(await shown()).toEqual({ months: { behaviour: 360, content: 1_200 }, endings: [], ended: [] });
    for (const occurredAt of ['2024-02-03T10:00:00Z', '2025-11-20T10:00:00Z'])
      await rapport
        .as('integrator')
        .post('/v1/interactions', purchase([card('LC-kept')], { occurredAt, context: { note: 'By the window' } }));
    const dataClass = 'behaviour';
    expect((await shown()).endings).toEqual([
      { dataClass, quarter: '2024Q1', months: 360, endsAt: '2054-04-01T00:00:00.000Z' },
      { dataClass, quarter: '2025Q4', months: 360, endsAt: '2056-01-01T00:00:00.000Z' },
    ]);
    await rapport.vault.destroyQuarterKey(dataClass, '2024Q1');
    expect(await shown()).toMatchObject({
      endings: [{ quarter: '2025Q4' }],
      ended: [{ dataClass, quarter: '2024Q1', destroyedAt: expect.any(String) }],
    });
  });
});
