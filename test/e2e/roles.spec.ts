import { type FreshDatabase, freshDatabase } from '@rapport/testing';
import { type Place, type Run, build, freePort, newPlace, until } from './program';

beforeAll(build, 120_000);

const ROLES = ['ingest', 'query', 'projector', 'relay'] as const;
const ADMIN_KEY = `rk_0123456789ab_${'A'.repeat(43)}`;

describe('the roles as separate processes on one database', () => {
  let database: FreshDatabase;
  let place: Place;
  const runs = new Map<string, { readonly run: Run; readonly url: string }>();
  const ask = (role: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${runs.get(role)!.url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });

  beforeAll(async () => {
    database = await freshDatabase();
    place = await newPlace();
    for (const role of ROLES) {
      const port = await freePort();
      const run = place.run(['up'], {
        DATABASE_URL: database.url,
        RAPPORT_ROLES: role,
        RAPPORT_PORT: String(port),
        RAPPORT_ADMIN_KEY: ADMIN_KEY,
        RAPPORT_MASTER_KEY: 'ab'.repeat(32),
      });
      runs.set(role, { run, url: `http://127.0.0.1:${port}` });
    }
    await Promise.all([...runs.values()].map(({ run }) => run.ready()));
  }, 60_000);
  afterAll(async () => {
    await place.clear();
    await database.drop();
  });

  it('take an event in at one process and show it at another', async () => {
    const receipt = (await (
      await ask('ingest', '/v1/interactions', {
        id: '1',
        source: 'shop/test',
        channel: 'store',
        type: 'StoreVisited',
        occurredAt: '2026-11-20T17:04:05+01:00',
        identifiers: [{ type: 'email', value: 'li@example.com' }],
        data: { store: 'berlin-3' },
      })
    ).json()) as Record<string, string>;
    expect(receipt['status']).toBe('accepted');
    const view = await ask('query', `/v1/customers/${receipt['customerId']}?minPosition=${receipt['position']}`);
    expect(view.status).toBe(200);
    const log = (await (await ask('relay', '/v1/events?type=StoreVisited')).json()) as {
      events: { eventId: string }[];
    };
    expect(log.events.map(({ eventId }) => eventId)).toEqual([receipt['eventId']]);
  });

  it('serve only what is theirs, and each says how it is', async () => {
    expect((await ask('query', '/v1/interactions', {})).status).toBe(404);
    expect((await ask('ingest', '/v1/customers/lookup', { identifiers: [] })).status).toBe(404);
    expect((await ask('query', '/v1/events')).status).toBe(404);
    for (const role of ROLES) {
      await until(`${role} is up`, async () => {
        const { status } = (await (await ask(role, '/health/ready')).json()) as { status: string };
        return status === 'up';
      });
    }
  });

  it('does not print the key that it was given, or the password of the database', () => {
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
