import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPool } from '@rapport/postgres';
import type pg from 'pg';
import { clientOf, type Client } from './client';
import { type Place, type Run, build, freePort, newPlace, until } from './program';

beforeAll(build, 120_000);
jest.setTimeout(180_000);

const CUSTOMERS = 3_000;
const purchaseOf = (n: number): object => ({
  ...{ id: `b-${n}`, source: 'pos/berlin-3', channel: 'store', type: 'PurchaseMade', occurredAt: '2024-03-01T12:00:00Z' },
  identifiers: [{ type: 'loyaltyCard', issuer: 'pos', value: `LC-${n}` }],
  data: { orderId: `b-${n}`, currency: 'EUR', amount: `${1 + n}.00` },
}); // prettier-ignore

describe('a close of many customers', () => {
  let place: Place;
  let env: Record<string, string>;
  let pool: pg.Pool;
  let admin: Client;
  /** Nobody may write standings while it is there: the close is held where the third rule has decided about the first thousand. */
  let lock: pg.PoolClient;
  let importing: Run;
  const closes = async (): Promise<any[]> => (await admin.get('/v1/clock/closes')).body.closes;
  const rapport = async (...args: string[]): Promise<string> => {
    const run = place.run(args, env);
    await run.ended;
    return run.output();
  };

  beforeAll(async () => {
    place = await newPlace();
    env = { RAPPORT_PORT: String(await freePort()) };
    await place.run(['up'], env).ready();
    const { databaseUrl } = JSON.parse(readFileSync(join(place.dir, 'data/instance.json'), 'utf8'));
    pool = createPool(databaseUrl, { max: 2 });
    const key = readFileSync(join(place.dir, 'data/admin.key'), 'utf8').trim();
    admin = clientOf(`http://127.0.0.1:${env['RAPPORT_PORT']}`, key);
    const lines = Array.from({ length: CUSTOMERS }, (_, n) => JSON.stringify(purchaseOf(n)));
    writeFileSync(join(place.dir, 'events.ndjson'), lines.join('\n'));
    const rfm = { kind: 'rfm', params: { window: 'all' }, reason: 'a spec' };
    expect((await admin.put('/v1/rules/z-rfm', rfm)).status).toBe(201);
    lock = await pool.connect();
    await lock.query('begin');
    await lock.query('lock table rapport_rules.standing in share mode');
    importing = place.run(['import', 'events.ndjson', '--close', 'day'], env);
  });
  afterAll(async () => {
    lock.release(true);
    await pool.end();
    await place.clear();
  });

  it('says at every door how far it is, and is no fault', async () => {
    await until(
      'some is decided',
      async () => {
        const [now] = await closes();
        return now?.rule === 'z-rfm' && now.decided === 1_000;
      },
      60_000,
    );
    const [close] = await closes();
    expect(close).toMatchObject({
      ...{ zone: 'UTC', date: '2024-03-01', historical: true, state: 'running', rules: 3, rulesDone: 2 },
      ...{ rule: 'z-rfm', phase: 'deciding', customers: CUSTOMERS, toDecide: CUSTOMERS, decidedBefore: CUSTOMERS },
    });
    const line = /close of 2024-03-01 \(UTC\): z-rfm \(rule 3 of 3\) \| 1,000 of 3,000 \(33 %\) decided/;
    expect(await rapport('status')).toMatch(line);
    expect(await rapport('doctor')).toMatch(line);
    await until('the import says it', () => /close of 2024-03-01 \(UTC\)/.test(importing.output()));
    const { body } = await admin.get('/health/ready');
    expect(body.checks.closes).toMatchObject({ status: 'up', underWay: [{ rule: 'z-rfm' }] });
    const metrics = (await admin.get('/metrics')).body as string;
    expect(metrics).toMatch(/^rapport_close_decided\{zone="UTC",rule="z-rfm"\} 1000$/m);
    expect(metrics).toMatch(/^rapport_close_seconds\{zone="UTC"\} \d/m);
  });

  it('is interrupted when its process is killed, until another one begins it again', async () => {
    const pidOf = ({ by }: { by: string }): number => Number(by.split(':').at(-2));
    const first = pidOf((await closes())[0]);
    expect(place.processes()).toContain(first);
    process.kill(first, 'SIGKILL');
    await until('it is interrupted', async () => (await closes())[0]?.state === 'interrupted', 30_000);
    await until('another one is at it', async () => {
      const [close] = await closes();
      return close?.state === 'running' && pidOf(close) !== first;
    }, 60_000); // prettier-ignore
    await lock.query('rollback');
    expect([await importing.ended, importing.output()]).toEqual([
      0,
      expect.stringMatching(/have decided at all of them/),
    ]);
    expect(await closes()).toEqual([]);
    expect(await rapport('status')).not.toContain('close of');
    expect((await admin.get('/metrics')).body).not.toMatch(/^rapport_close_decided\{/m);
    const tiers = await pool.query(
      `select count(*)::int as n from rapport_rules.standing where rule = 'value-pyramid'`,
    );
    expect(tiers.rows[0].n).toBe(CUSTOMERS);
  });
});
