import { createServer } from 'node:net';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Place, build, freePort, newPlace, until } from './program';

const visit = (id: string) => ({
  id,
  source: 'shop/test',
  channel: 'store',
  type: 'StoreVisited',
  occurredAt: '2026-11-20T17:04:05+01:00',
  identifiers: [{ type: 'email', value: 'li@example.com' }],
  data: { store: 'berlin-3' },
});

interface Answer {
  readonly status: number;
  readonly body: Record<string, string>;
}
const ask = async (url: string, key: string, path: string, body?: unknown): Promise<Answer> => {
  const response = await fetch(`${url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
};

beforeAll(build, 120_000);

describe('rapport up', () => {
  let place: Place;
  let port: number;
  let url: string;
  const run = () => place.run(['up'], { RAPPORT_PORT: String(port) });
  const key = (): string => readFileSync(join(place.dir, 'data/admin.key'), 'utf8').trim();

  beforeAll(async () => {
    place = await newPlace();
    port = await freePort();
    url = `http://127.0.0.1:${port}`;
  });
  afterAll(() => place.clear());

  it('starts everything, lets the printed key in, shows an event, and leaves nothing running', async () => {
    const first = run();
    await first.ready();
    const printed = /rk_[0-9a-z]{12}_[\w-]{43}/.exec(first.output())?.[0];
    expect(printed).toBe(key());
    expect(statSync(join(place.dir, 'data/admin.key')).mode & 0o077).toBe(0);
    const receipt = await ask(url, key(), '/v1/interactions', visit('1'));
    expect(receipt).toMatchObject({ status: 201, body: { status: 'accepted' } });
    const view = await ask(
      url,
      key(),
      `/v1/customers/${receipt.body['customerId']}?minPosition=${receipt.body['position']}`,
    );
    expect(view.status).toBe(200);
    expect((await ask(url, 'rk_000000000000_no', '/v1/keys')).status).toBe(401);

    process.kill(-first.child.pid!, 'SIGINT');
    expect(await first.ended).toBe(0);
    expect(place.processes()).toEqual([]);
  });

  it('keeps the event and the key over a kill -9 of everything', async () => {
    const doomed = run();
    await doomed.ready();
    expect(await ask(url, key(), '/v1/interactions', visit('2'))).toMatchObject({ status: 201 });
    for (const pid of place.processes()) process.kill(pid, 'SIGKILL');
    await doomed.ended;

    const next = run();
    await next.ready();
    expect(next.output()).not.toContain(key());
    expect(await ask(url, key(), '/v1/interactions', visit('2'))).toMatchObject({
      status: 200,
      body: { status: 'duplicate' },
    });
    process.kill(next.child.pid!, 'SIGTERM');
    expect(await next.ended).toBe(0);
  });

  it('ends the projector when only the parent is killed, and takes the database over at the next start', async () => {
    const doomed = run();
    await doomed.ready();
    process.kill(doomed.child.pid!, 'SIGKILL');
    await until('the projector has ended', () => place.processes().every((pid) => !nodeProcess(pid)));

    const next = run();
    await next.ready();
    process.kill(next.child.pid!, 'SIGTERM');
    expect(await next.ended).toBe(0);
    expect(place.processes()).toEqual([]);
  });

  it('starts a killed projector again, and refuses a second instance on the same directory', async () => {
    const only = run();
    await only.ready();
    const [projector] = place.processes().filter((pid) => nodeProcess(pid) && pid !== only.child.pid);
    process.kill(projector!, 'SIGKILL');
    await until('it says so', () => /projector ended \(SIGKILL\)/.test(only.output()));
    const { body } = await ask(url, key(), '/v1/interactions', visit('3'));
    // The killed one's lease must end first, which takes seconds.
    const view = `/v1/customers/${body['customerId']}?minPosition=${body['position']}`;
    await until('the view goes on', async () => (await ask(url, key(), view)).status === 200);

    const second = place.run(['up'], { RAPPORT_PORT: String(await freePort()) });
    expect(await second.ended).toBe(1);
    expect(second.output()).toMatch(/in use by process \d+ \(http:/);
    process.kill(only.child.pid!, 'SIGTERM');
    expect(await only.ended).toBe(0);
  });

  it('says so when the port is taken, and what to do', async () => {
    const squatter = createServer().listen(port, '127.0.0.1');
    const refused = run();
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toMatch(new RegExp(`port ${port} is taken[\\s\\S]*RAPPORT_PORT=`));
    expect(place.processes()).toEqual([]);
    await new Promise((done) => squatter.close(done));
  });
});

const nodeProcess = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('main.js');
  } catch {
    return false;
  }
};
