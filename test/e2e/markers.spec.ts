import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPool } from '@rapport/postgres';
import { eventually } from '@rapport/testing';
import type pg from 'pg';
import { EVENTS_TABLE } from './engine';
import { clientOf, type Client } from './client';
import { CARD, MAIL, PHONE, plantMarkers, type Planted } from './marker-doors';
import { type Hook, hear } from './hook';
import { markersIn, markersInFiles, markersInTables, WORD } from './marker-search';
import { type Place, type Run, build, freePort, newPlace } from './program';

beforeAll(build, 120_000);

const VAULT_TABLES = ['handle_key', 'identifier', 'token', 'suppressed'].map((name) => `rapport_vault.${name}`);

/** The whole program with its own PostgreSQL, and a second process that reads the same database. */
describe('personal data, planted through every door', () => {
  let place: Place;
  let [port, otherPort] = [0, 0];
  let runs: Run[] = [];
  let pool: pg.Pool;
  let keys: Record<string, string>;
  let planted: Planted;
  let hook: Hook;
  const dataDir = (): string => join(place.dir, 'data');
  const as = (role: string): Client => clientOf(`http://127.0.0.1:${port}`, keys[role]!);
  const elsewhere = (role: string): Client => clientOf(`http://127.0.0.1:${otherPort}`, keys[role]!);
  const start = async (roles: readonly ('all' | 'query')[]): Promise<void> => {
    const hooks = { RAPPORT_WEBHOOK_HTTP: 'true', RAPPORT_WEBHOOK_ALLOW: '127.0.0.1' };
    const logged = { RAPPORT_LOG_REQUESTS: 'true', RAPPORT_DEFAULT_COUNTRY: 'DE', ...hooks };
    const first = place.run(['up'], { ...logged, RAPPORT_PORT: String(port) });
    await first.ready();
    const { databaseUrl } = JSON.parse(readFileSync(join(dataDir(), 'instance.json'), 'utf8'));
    const reader = { DATABASE_URL: databaseUrl, RAPPORT_ROLES: 'query', RAPPORT_PORT: String(otherPort) };
    runs = [...runs, first];
    for (const _ of roles.filter((role) => role === 'query')) {
      const second = place.run(['up'], { ...logged, ...reader });
      await second.ready();
      runs = [...runs, second];
    }
    pool = createPool(databaseUrl, { max: 3 });
    pool.on('error', () => undefined);
  };
  beforeAll(async () => {
    [place, port, otherPort] = [await newPlace(), await freePort(), await freePort()];
    await start(['all', 'query']);
    keys = { admin: readFileSync(join(dataDir(), 'admin.key'), 'utf8').trim() };
    for (const role of ['agent', 'supervisor', 'analyst', 'integrator', 'auditor'])
      keys[role] = (await as('admin').post('/v1/keys', { role, name: role })).body.text;
    hook = await hear();
    const told = { name: 'everything', url: hook.url, after: 'beginning' };
    expect((await as('integrator').post('/v1/webhooks', told)).status).toBe(201);
    const seen = async (position: string): Promise<void> => {
      const { status } = await as('agent')
        .get(`/v1/volume?minPosition=${position}`)
        .catch(() => ({ status: 0 }));
      expect(status).toBeLessThan(500);
    };
    planted = await plantMarkers(as, seen);
  }, 120_000);
  afterAll(async () => {
    await pool?.end();
    await place?.clear();
    await hook?.close();
  });

  /** Every event that webhooks tell of: all but decisions about the past. */
  const toldEvents = async (): Promise<readonly string[]> => {
    const { body } = await as('admin').get('/v1/events?limit=5000');
    expect(body.atEnd).toBe(true);
    return body.events.filter(({ meta }: any) => !meta?.historical).map(({ eventId }: any) => eventId);
  };
  const logs = (): string => runs.map((run) => run.output()).join('\n');
  const everywhere = async (): Promise<readonly string[]> => {
    await pool.query('checkpoint');
    const { found: inTables, tables } = await markersInTables(pool);
    const { found: inFiles, bytes } = markersInFiles(place.dir);
    // Looked at something, at all of it, and at the log of writes too.
    expect(tables).toEqual(
      expect.arrayContaining([
        EVENTS_TABLE,
        'rapport_vault.token',
        'rapport_control.opening',
        'rapport_webhook.delivery',
      ]),
    );
    expect(bytes).toBeGreaterThan(30 * 2 ** 20);
    return [...inTables, ...inFiles, ...markersIn(logs()).map((form) => `logs: ${form}`)];
  };
  const nameIn = async (client: Client): Promise<unknown> =>
    (await client.get(`/v1/customers/${planted.customerId}`)).body.traits?.name?.value;

  it('went in, and comes out whole to whom may see it', async () => {
    await eventually(async () => expect(String(await nameIn(as('agent')))).toContain(WORD), 20_000);
    expect(String(await nameIn(elsewhere('agent')))).toContain(WORD);
    const { body } = await as('admin').get(`/v1/customers/${planted.customerId}/export`);
    expect(new Set(JSON.stringify(body).match(new RegExp(`${WORD}\\d+`, 'g'))).size).toBeGreaterThan(15);
    await eventually(async () => {
      const found = await as('agent').post('/v1/customers/search', { words: [`${WORD}name`] });
      expect(found.body.customers).toHaveLength(1);
    });
  });

  it('is in no answer to those who may not see it, and in no refusal', () => {
    const told = planted.answers.map(({ status, body, headers }, n) => {
      const text = JSON.stringify([body, [...headers]]);
      return [n, status, markersIn(text)] as const;
    });
    expect(told.filter(([, , found]) => found.length > 0)).toEqual([]);
    expect(told.length).toBeGreaterThan(20);
  });

  it('is on no webhook', async () => {
    const wanted = await toldEvents();
    expect(wanted.length).toBeGreaterThan(8);
    await eventually(() => expect(new Set(hook.ids())).toEqual(new Set(wanted)), 20_000);
    expect(hook.heard.flatMap(({ headers, body }) => markersIn(JSON.stringify([headers, body])))).toEqual([]);
    expect(hook.heard.map(({ body }) => JSON.parse(body).type)).toContain('io.rapport.profile-stated.v1');
  });

  it('is in no file, no table and no log', async () => expect(await everywhere()).toEqual([]));

  it('is unreadable in all processes within five seconds, also of an erasure that is killed half-way and a vault from before', async () => {
    expect(String(await nameIn(elsewhere('agent')))).toContain(WORD);
    for (const [n, table] of VAULT_TABLES.entries())
      await pool.query(`create table public.before${n} as table ${table}`);
    const holder = await pool.connect();
    const wish = JSON.stringify({ reason: 'Asked for by letter' });
    try {
      await holder.query('begin; lock table rapport_read.parked in exclusive mode');
      void as('admin')
        .send('DELETE', `/v1/customers/${planted.customerId}`, wish)
        .catch(() => null);
      const gone = async (client: Client) => expect(await nameIn(client)).toEqual({ erased: true });
      await eventually(() => gone(as('agent')));
      await eventually(() => gone(elsewhere('agent')));
      const { rows } = await holder.query('select status from rapport_control.erasure');
      expect(rows).toEqual([{ status: 'running' }]);
      // As if the vault were put back from a backup: the ledger must be applied before anybody is answered.
      for (const [n, table] of VAULT_TABLES.entries())
        await pool.query(
          `truncate ${table}; insert into ${table} select * from public.before${n}; drop table public.before${n}`,
        );
      for (const pid of place.processes()) process.kill(pid, 'SIGKILL');
      await Promise.all(runs.map((run) => run.ended));
    } finally {
      holder.release(true);
    }
    await pool.end();
    await start(['all']);
    expect(runs.at(-1)!.output()).toMatch(/erased again \d+ handles of 1 erasures/);
    expect(await nameIn(as('agent'))).toEqual({ erased: true });
    await eventually(async () => {
      const { erasures } = (await as('auditor').get('/v1/erasures')).body;
      expect(erasures).toMatchObject([{ status: 'erased', customerId: planted.customerId }]);
      const { elsewhere } = (await as('auditor').get(`/v1/erasures/${erasures[0].erasureId}`)).body;
      expect(elsewhere.subscribers).toMatchObject([{ name: 'everything', undelivered: 0, toldOfErasure: true }]);
    }, 20_000);
    // Nothing was lost by the kill, and the erasure was told like anything else.
    const wanted = await toldEvents();
    await eventually(() => expect(new Set(hook.ids())).toEqual(new Set(wanted)), 20_000);
    expect(hook.heard.map(({ body }) => JSON.parse(body).type)).toContain('io.rapport.customer-erased.v1');
  }, 120_000);

  it('is opened by nobody afterwards, by no way', async () => {
    const doctor = place.run(['doctor', '--json']);
    await doctor.ended;
    const entries = { check: 'erasure ledger', detail: expect.stringContaining('entries') };
    expect(JSON.parse(doctor.output()).findings).toContainEqual(expect.objectContaining(entries));
    const identifiers = [{ type: 'email', value: MAIL }, { type: 'phone', value: PHONE }, { type: 'loyaltyCard', issuer: 'pos', value: CARD }]; // prettier-ignore
    const { customerId } = planted;
    const answers = [
      await as('agent').get(`/v1/customers/${customerId}`),
      await as('agent').get(`/v1/customers/${customerId}/timeline`),
      await as('agent').post('/v1/customers/lookup', { identifiers }),
      await as('agent').post('/v1/customers/search', { words: [`${WORD}name`] }),
      await as('agent').post('/v1/customers/search', { order: 'key' }),
      await as('admin').get(`/v1/customers/${customerId}/export`),
      await as('admin').get('/v1/projections/customer-view/rows?limit=500'),
    ];
    for (const [n, { status, body }] of answers.entries())
      expect([n, status, markersIn(JSON.stringify(body))]).toEqual([n, 200, []]);
    expect([answers[2]!.body.cards, answers[3]!.body.customers]).toEqual([[], []]);
    const kept = (await as('admin').get('/v1/quarantine?limit=500')).body.entries;
    for (const { id } of kept) {
      const { body } = await as('admin').get(`/v1/quarantine/${id}`);
      expect(String(body.raw)).not.toMatch(/@example\.com/i);
    }
  });

  it('would be found in any form: the search can fail', async () => {
    expect(await everywhere()).toEqual([]);
    const bare = PHONE.replaceAll(' ', '');
    const leaks = [MAIL, Buffer.from(`x${MAIL}`).toString('base64'), Buffer.from(bare).toString('hex')];
    for (const [n, leak] of leaks.entries()) {
      writeFileSync(join(dataDir(), `leak${n}.txt`), leak);
      await pool.query(`create table public.leak${n} as select '${leak}'::text as leak`);
    }
    const found = await everywhere();
    for (const n of leaks.keys()) {
      expect(found).toContainEqual(expect.stringContaining(`public.leak${n}: `));
      expect(found).toContainEqual(expect.stringContaining(`data/leak${n}.txt: `));
    }
    const inPostgres = found.filter((where) => where.startsWith('data/postgres'));
    for (const form of ['clear', 'base64', 'hex'])
      expect(inPostgres).toContainEqual(expect.stringMatching(`pg_wal/.* in ${form}`));
  });
});
