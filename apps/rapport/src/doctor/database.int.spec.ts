import { readConfig } from '@rapport/edge';
import { type FreshDatabase, freshDatabase } from '@rapport/testing';
import { database as look } from './database';

let place: FreshDatabase;
beforeAll(async () => {
  place = await freshDatabase();
});
afterAll(() => place.drop());

const sessions = async () => {
  const config = readConfig({ DATABASE_URL: place.url, RAPPORT_DATA_DIR: '/nowhere' });
  const findings = await look({ config, env: {} });
  return findings.find(({ check }) => check === 'database sessions');
};

it('warns of a database that lets too few sessions in for all roles', async () => {
  const name = new URL(place.url).pathname.slice(1);
  expect(await sessions()).toMatchObject({ status: 'ok' });
  await place.pool.query(`alter database ${name} connection limit 20`);
  expect(await sessions()).toMatchObject({ status: 'warn', detail: expect.stringMatching(/^20 at most: /) });
});
