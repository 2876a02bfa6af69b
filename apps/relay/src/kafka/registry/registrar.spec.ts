import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '@rapport/testing';
import { Registrar } from './registrar';
import { Registry } from './registry';

const subject = (name: string, type = 'object') => ({ name: `t.v1-${name}`, schema: { type } });

/** As much of Confluent's protocol as registering asks of a registry. */
class GivenRegistry {
  readonly configs = new Map<string, string>();
  readonly versions = new Map<string, string[]>();
  readonly asked: string[] = [];
  readonly logins = new Set<string | undefined>();
  status: number | null = null;
  port = 0;
  #server: Server | undefined;

  async open(port = 0): Promise<this> {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.asked.push(`${request.method} ${request.url}`);
        this.logins.add(request.headers.authorization);
        const [status, body] = this.#answer(request.method!, request.url!, Buffer.concat(chunks).toString());
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
    });
    await new Promise<void>((done) => this.#server!.listen(port, '127.0.0.1', done));
    this.port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  async close(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((done) => (this.#server ? this.#server.close(done) : done(null)));
  }

  #answer(method: string, url: string, text: string): [number, object] {
    const [, , what, name] = url.split('/').map(decodeURIComponent);
    if (this.status !== null) return [this.status, { error_code: 50_001, message: 'storage is away' }];
    if (what === 'config' && method === 'GET') {
      const compatibilityLevel = this.configs.get(name!);
      return compatibilityLevel ? [200, { compatibilityLevel }] : [404, { error_code: 40_408, message: 'none' }];
    }
    const body = JSON.parse(text);
    if (what === 'config') {
      this.configs.set(name!, body.compatibility);
      return [200, body];
    }
    const known = this.versions.get(name!) ?? [];
    if (name === 't.v1-other' && known.length > 0 && !known.includes(body.schema))
      return [409, { error_code: 409, message: 'incompatible with an earlier schema' }];
    if (!known.includes(body.schema)) this.versions.set(name!, [...known, body.schema]);
    return [200, { id: 1 }];
  }
}

let given: GivenRegistry;
let registrar: Registrar | undefined;
const logged: string[] = [];
beforeEach(async () => {
  logged.length = 0;
  given = await new GivenRegistry().open();
});
afterEach(async () => {
  await registrar?.stop();
  await given.close();
});

const started = (
  subjects: readonly ReturnType<typeof subject>[],
  login: { username: string; password: string } | null = null,
) => {
  const registry = new Registry({ url: `http://127.0.0.1:${given.port}/base`, login });
  registrar = new Registrar({ registry, subjects, log: (text) => logged.push(text), retryMs: 20 });
  return registrar.start();
};

describe('registering schemas', () => {
  it('makes each a version of its subject, which takes only what older readers can read', async () => {
    const mine = started([subject('one'), subject('with/a slash')], { username: 'u', password: 'p' });
    await mine.done();
    expect(mine.check()).toEqual({ status: 'up', registered: 2, of: 2 });
    expect([...given.configs]).toEqual([['t.v1-one', 'FORWARD'], ['t.v1-with/a slash', 'FORWARD']]); // prettier-ignore
    expect([...given.versions.values()]).toEqual([['{"type":"object"}'], ['{"type":"object"}']]);
    expect([...given.logins]).toEqual([`Basic ${Buffer.from('u:p').toString('base64')}`]);
  });

  it('leaves alone what is there: versions, and the compatibility that an operator chose', async () => {
    given.configs.set('t.v1-one', 'NONE');
    await started([subject('one')]).done();
    await started([subject('one')]).done();
    expect(given.configs.get('t.v1-one')).toBe('NONE');
    expect(given.versions.get('t.v1-one')).toHaveLength(1);
    expect(given.asked.filter((one) => one.startsWith('PUT'))).toEqual([]);
  });

  it('says which schema was refused and why, and registers the others', async () => {
    given.versions.set('t.v1-other', ['{"type":"string"}']);
    const mine = started([subject('other'), subject('one')]);
    await mine.done();
    expect(mine.check()).toEqual({
      ...{ status: 'degraded', registered: 1, of: 2 },
      reason: 't.v1-other was refused: 409 incompatible with an earlier schema',
    });
    expect(logged).toEqual([expect.stringContaining('t.v1-other')]);
  });

  it('waits for a registry that is away or failing, says so once, and goes on where it was', async () => {
    const { port } = given;
    await given.close();
    const mine = started([subject('one'), subject('two')]);
    await eventually(() => expect(mine.check()).toMatchObject({ status: 'degraded', reason: expect.stringContaining('ECONNREFUSED') })); // prettier-ignore
    given = new GivenRegistry();
    given.status = 503;
    await given.open(port);
    await eventually(() => expect(mine.check().reason).toBe('the schema registry: 503 storage is away'));
    given.status = null;
    await mine.done();
    expect(mine.check()).toEqual({ status: 'up', registered: 2, of: 2 });
    expect(logged).toHaveLength(2);
  });

  it('ends when it is told to, though nothing was registered', async () => {
    given.status = 500;
    const mine = started([subject('one')]);
    await eventually(() => expect(mine.check().status).toBe('degraded'));
    await mine.stop();
    const { length } = given.asked;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(given.asked).toHaveLength(length);
  });
});
