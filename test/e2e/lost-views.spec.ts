import { isDeepStrictEqual as equals } from 'node:util';
import { customerViewTable } from '@rapport/projections';
import { eventually } from '@rapport/testing';
import type { Client } from './client';
import { type Installation, startInstallation } from './installation';
import { email, purchase } from './touchpoints';

const PURCHASES = 300;
/** Whoever makes tables again holds it. */
const MENDING = "hashtextextended('rapport_read tables', 0)";
const [LOST, BUILT] = ['urn:rapport:problem:view-lost', 'urn:rapport:problem:view-being-built'];
const REFUSALS = [LOST, BUILT];

describe('views whose tables were lost', () => {
  let rapport: Installation;
  let agent: Client;
  let paths: readonly string[];
  beforeAll(async () => {
    rapport = await startInstallation();
    const events = Array.from({ length: PURCHASES }, (_, n) => purchase([email(`who-${n % 50}@example.com`)]));
    const till = rapport.as('integrator');
    await till.post('/v1/interactions/batch', events);
    const { customerId, position } = (await till.post('/v1/interactions', purchase([email('who-1@example.com')]))).body;
    agent = rapport.as('supervisor');
    const of = `/v1/customers/${customerId}`;
    paths = [of, `${of}/timeline`, `${of}/value`, '/v1/volume?by=day', '/v1/value'];
    for (const path of paths) {
      const asked = path + (path.includes('?') ? '&' : '?') + `minPosition=${position}`;
      await eventually(async () => {
        const { status, body } = await agent.get(asked);
        expect({ path, status, type: body.type, detail: body.detail }).toMatchObject({ path, status: 200 });
      });
    }
  }, 120_000);
  afterAll(() => rapport.stop());

  const answers = async (): Promise<ReadonlyMap<string, any>> => {
    const all = new Map<string, any>();
    for (const path of paths) all.set(path, await agent.get(path));
    return all;
  };

  it.each([
    ['one of them', [LOST], `drop table rapport_read."${customerViewTable.options.tableName!}"`],
    ['all of them', REFUSALS, 'drop schema rapport_read cascade'],
  ])('are refused until they say again what they said: %s', async (_, refusals, drop) => {
    const before = await answers();
    const mending = await rapport.pool.connect();
    try {
      await mending.query(`select pg_advisory_lock(${MENDING})`);
      await mending.query(drop);
      const lost = await agent.get(paths[0]!);
      expect([lost.status, lost.headers.get('retry-after')]).toEqual([503, expect.stringMatching(/^[12]$/)]);
      expect(refusals).toContain(lost.body.type);
    } finally {
      await mending.query(`select pg_advisory_unlock(${MENDING})`);
      mending.release();
    }
    const wrong: unknown[] = [];
    await eventually(async () => {
      const now = await answers();
      for (const [path, { status, body }] of now) {
        const isRight = status === 503 ? REFUSALS.includes(body.type) : equals(body, before.get(path).body);
        if (!isRight) wrong.push([path, status, body]);
      }
      expect([...now.values()].map(({ status }) => status)).toEqual(paths.map(() => 200));
    }, 60_000);
    expect(wrong).toEqual([]);
  });
});
