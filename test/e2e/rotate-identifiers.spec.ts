import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { clientOf, type Client } from './client';
import { type Place, type Run, build, freePort, newPlace, until } from './program';
import { email, purchase, user } from './touchpoints';

const PEOPLE = 30;

describe('another key for the hashes of identifiers, while an instance works', () => {
  let place: Place;
  let env: Record<string, string>;
  let admin: Client;
  let db: pg.Client;
  let holder: pg.Client;
  beforeAll(async () => {
    build();
    place = await newPlace();
    env = { RAPPORT_PORT: String(await freePort()) };
    await place.run(['up'], env).ready();
    const key = readFileSync(join(place.dir, 'data/admin.key'), 'utf8').trim();
    admin = clientOf(`http://127.0.0.1:${env['RAPPORT_PORT']}`, key);
    const { databaseUrl } = JSON.parse(readFileSync(join(place.dir, 'data/instance.json'), 'utf8'));
    [db, holder] = [1, 2].map(() => new pg.Client({ connectionString: databaseUrl })) as [pg.Client, pg.Client];
    await Promise.all([db.connect(), holder.connect()]);
  }, 180_000);
  afterAll(async () => {
    await Promise.all([db?.end(), holder?.end()]);
    await place?.clear();
  });

  const mail = (n: number) => `p${n}@rotated.example`;
  const rotate = (): Run => place.run(['keys', 'rotate-identifiers', '--json'], env);
  let sent = 0;
  const send = async (n: number): Promise<string> => {
    const body = purchase([email(mail(n)), user(`u-${n}`)], { id: `r-${(sent += 1)}` });
    const answer = await admin.post('/v1/interactions', body);
    expect([answer.status, answer.body.status]).toEqual([201, 'accepted']);
    return answer.body.position as string;
  };
  const customers = async (position: string): Promise<readonly string[]> => {
    const found: string[] = [];
    for (let n = 0; n < PEOPLE; n += 1) {
      const asked = { identifiers: [email(mail(n))] };
      const { body } = await admin.post(`/v1/customers/lookup?minPosition=${position}`, asked);
      expect(body.cards).toHaveLength(1);
      found.push(body.cards[0].customerId as string);
    }
    return found;
  };
  const waitingForLock = async (): Promise<boolean> =>
    (await db.query(`select from pg_stat_activity where application_name = 'rapport-identifiers' and wait_event_type = 'Lock'`)).rowCount! > 0; // prettier-ignore

  it('survives kill -9 and keeps everybody who they are', async () => {
    for (let n = 0; n < PEOPLE; n += 1) await send(n);
    const broken = purchase([email(mail(0))], { id: 'broken', type: 'Nonsense' });
    expect((await admin.post('/v1/interactions', broken)).status).toBe(422);

    // Keeps the run in its middle: it waits for the refused input, whose names it brings over.
    await holder.query('begin; select from rapport_admission.quarantine for update');
    const killed = rotate();
    await until('the run is in its middle', waitingForLock, 60_000);
    for (let n = 0; n < PEOPLE + 5; n += 1) await send(n);
    killed.child.kill('SIGKILL');
    expect(await killed.ended).toBe('SIGKILL');
    await holder.query('rollback');
    expect((await db.query('select oldest, newest from rapport_vault.hashing')).rows).toEqual([
      { oldest: 1, newest: 2 },
    ]);
    const last = await send(PEOPLE + 6);
    const before = await customers(last);

    const again = rotate();
    expect(await again.ended).toBe(0);
    const done = JSON.parse(again.output().slice(again.output().search(/^\{/m)));
    expect(done).toMatchObject({ from: 1, to: 2, resumed: true });
    let end = last;
    for (let n = 0; n < PEOPLE + 8; n += 1) end = await send(n);
    expect(await customers(end)).toEqual(before);
    const { rows } = await db.query(
      `select count(*)::int as n, count(distinct handle)::int as handles, min(key_id) as low from rapport_vault.identifier
       where type in ('email', 'userId')`,
    );
    const n = 2 * (PEOPLE + 8);
    expect(rows).toEqual([{ n, handles: n, low: 2 }]);
    const named = await db.query(
      `select distinct split_part(name, ':', 1) as key from rapport_admission.quarantine_name`,
    );
    expect(named.rows).toEqual([{ key: '2' }]);
    const erased = await admin.send('DELETE', `/v1/customers/${before[0]}?preview=true`, null);
    expect(erased.body).toMatchObject({ refusedInput: 1 });
  }, 180_000);
});
