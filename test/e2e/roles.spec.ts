import { type FreshDatabase, freshDatabase } from '@rapport/testing';
import { type Client, clientOf } from './client';
import { type Place, type Run, build, freePort, newPlace, until } from './program';
import { type RouteTable, routeRows, startRouteTable } from './route-table';
import { card, email, purchase } from './touchpoints';

beforeAll(build, 120_000);

const ROLES = ['ingest', 'query', 'projector', 'relay'] as const;
const KEY_ROLES = ['agent', 'supervisor', 'analyst', 'integrator', 'admin', 'auditor'] as const;
const ADMIN_KEY = `rk_0123456789ab_${'A'.repeat(43)}`;

describe('the roles as separate processes on one database', () => {
  let database: FreshDatabase;
  let place: Place;
  let table: RouteTable;
  let front: Client;
  const runs = new Map<string, { readonly run: Run; readonly url: string }>();
  const keys = new Map<string, string>();
  const at = (role: string, key = ADMIN_KEY): Client => clientOf(runs.get(role)!.url, key);
  const start = async (role: string, port: number): Promise<Run> => {
    const run = place.run(['up'], {
      DATABASE_URL: database.url,
      RAPPORT_ROLES: role,
      RAPPORT_PORT: String(port),
      RAPPORT_ADMIN_KEY: ADMIN_KEY,
      RAPPORT_MASTER_KEY: 'ab'.repeat(32),
    });
    runs.set(role, { run, url: `http://127.0.0.1:${port}` });
    return run;
  };

  beforeAll(async () => {
    database = await freshDatabase();
    place = await newPlace();
    for (const role of ROLES) await start(role, await freePort());
    await Promise.all([...runs.values()].map(({ run }) => run.ready()));
    table = await startRouteTable(new Map([...runs].map(([role, { url }]) => [role, url])));
    front = clientOf(table.url, ADMIN_KEY);
  }, 60_000);
  afterAll(async () => {
    table?.process.kill('SIGKILL');
    await place?.clear();
    await database?.drop();
  });

  it('take an event in at one process and show it at the others, all behind one address', async () => {
    const sent = purchase([card('LC-roles'), email('roles@example.com')]);
    const { status, body: receipt } = await front.post('/v1/interactions', sent);
    expect([status, receipt.status]).toEqual([201, 'accepted']);
    const view = await front.get(`/v1/customers/${receipt.customerId}?minPosition=${receipt.position}`);
    expect(view.status).toBe(200);
    const found = await front.post('/v1/customers/lookup', {
      identifiers: [{ type: 'email', value: 'ROLES@example.com' }],
    });
    expect(JSON.stringify(found.body)).toContain(receipt.customerId);
    const { body: log } = await front.get('/v1/events?type=PurchaseMade');
    expect(log.events.map(({ eventId }: { eventId: string }) => eventId)).toEqual([receipt.eventId]);
    // A repeat, and a batch whose answer streams through the route table.
    expect((await front.post('/v1/interactions', sent)).body.status).toBe('duplicate');
    const lines = Array.from({ length: 1_200 }, (_, n) => JSON.stringify({ ...sent, id: `roles-${n}` })).join('\n');
    const batch = await front.send('POST', '/v1/interactions/batch', lines);
    expect([batch.status, batch.body.results.length]).toEqual([200, 1_200]);
  });

  it('join and take apart at one process what another one answers for', async () => {
    const ids: string[] = [];
    let position = '';
    for (const address of ['one@example.com', 'two@example.com']) {
      const { body } = await front.post('/v1/interactions', purchase([email(address)]));
      ids.push(body.customerId);
      ({ position } = body);
    }
    await front.get(`/v1/customers/${ids[0]}?minPosition=${position}`);
    const merged = await front.post(`/v1/customers/${ids[0]}/merge`, { with: ids[1], reason: 'One person' });
    expect(merged.status).toBe(202);
    const both = await Promise.all(
      ids.map((id) => front.get(`/v1/customers/${id}?minPosition=${merged.body.position}`)),
    );
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(new Set(both.map(({ body }) => body.customerId)).size).toBe(1);
  });

  it('answer about the past from the process that serves rows, which opens the log when it is asked', async () => {
    const { body } = await front.post('/v1/interactions', purchase([email('past@example.com')]));
    const { customerId, position } = body;
    await front.get(`/v1/customers/${customerId}?minPosition=${position}`);
    const { entries } = (await front.get(`/v1/customers/${customerId}/timeline?minPosition=${position}`)).body;
    const then = await front.get(`/v1/customers/${customerId}?asOfRecorded=${entries[0].recordedAt}`);
    expect([then.status, then.body.orders]).toEqual([200, 1]);
    expect((await front.get(`/v1/customers/${customerId}/why?field=orders`)).body).toMatchObject({
      value: 1,
      count: 1,
    });
  });

  it('serve what the table of routes says is theirs, and nothing else', async () => {
    for (const role of KEY_ROLES)
      keys.set(role, (await front.post('/v1/keys', { role, name: `the ${role}` })).body.text);
    const rows = routeRows().filter(({ owner }) => owner !== 'every process');
    expect(rows.length).toBe(table.routes);
    for (const { method, path, owner, roles } of rows) {
      // Whoever may not use a route learns that it is there, and does nothing to it.
      const stranger = KEY_ROLES.find((role) => !roles.includes(role)) ?? 'agent';
      for (const role of ['ingest', 'query', 'relay'] as const) {
        const { status, body } = await at(role, keys.get(stranger)!).send(method, path, null);
        const isThere = !['no-route', 'no-method'].some((type) => body?.type === `urn:rapport:problem:${type}`);
        expect([role, method, path, isThere, status === 403]).toEqual([
          ...[role, method, path, role === owner],
          role === owner && !roles.includes(stranger),
        ]);
      }
    }
  });

  it('each say how they are, and one that is away is missing alone', async () => {
    for (const role of ROLES)
      await until(`${role} is up`, async () => (await front.get(`/roles/${role}/health/ready`)).body.status === 'up');
    const { run, url } = runs.get('query')!;
    process.kill(run.child.pid!, 'SIGKILL');
    await run.ended;
    const away = await front.get('/v1/projections');
    expect([away.status, away.body.type, away.headers.get('retry-after')]).toEqual([
      503,
      'urn:rapport:problem:role-away',
      '1',
    ]);
    expect((await front.post('/v1/interactions', purchase([email('while@example.com')]))).status).toBe(201);
    await (await start('query', Number(new URL(url).port))).ready();
    expect((await front.get('/v1/projections')).status).toBe(200);
  });

  it('do not print the key that they were given, or the password of the database', () => {
    for (const { run } of runs.values()) {
      expect(run.output()).not.toContain(ADMIN_KEY);
      expect(run.output()).not.toContain(new URL(database.url).password || 'no password');
    }
  });

  it('end in order at SIGTERM', async () => {
    for (const { run } of runs.values()) {
      process.kill(run.child.pid!, 'SIGTERM');
      expect(await run.ended).toBe(0);
    }
    expect(place.processes()).toEqual([]);
  });
});
