import { get, request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { Controller, Get } from '@nestjs/common';
import type { HttpServer } from './boot-http';
import { ask, givenSurface } from './given-surface';

@Controller('v1/forgotten')
class ForgottenController {
  @Get()
  show(): object {
    return {};
  }
}

/** `fetch` sends no TRACE. */
const raw = (
  { url }: HttpServer,
  method: string,
  path: string,
): Promise<{ status: number | undefined; headers: IncomingHttpHeaders }> =>
  new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, { method, headers: { authorization: 'Bearer admin' } }, (answer) => {
      answer.resume().once('end', () => resolve({ status: answer.statusCode, headers: answer.headers }));
    });
    sent.once('error', reject).end();
  });

describe('the gate', () => {
  let server: HttpServer;
  beforeAll(async () => void (server = await givenSurface()));
  afterAll(() => server.close());

  it('refuses to start with a route that the table does not name', async () => {
    await expect(givenSurface({}, {}, [ForgottenController])).rejects.toThrow(
      'routes without permissions: GET /v1/forgotten',
    );
  });

  it.each([
    ['GET', '/v1/sources'],
    ['HEAD', '/v1/sources'],
    ['PUT', '/v1/sources'],
    ['GET', '/metrics'],
    ['GET', '/openapi.json'],
    ['GET', '/docs'],
    ['GET', '/docs/swagger-ui.css'],
    ['GET', '/no/such/route'],
    ['DELETE', '/v1/sources'],
    ['OPTIONS', '/v1/sources'],
  ])('asks for a key at %s %s', async (method, path) => {
    for (const headers of [{}, { authorization: 'Bearer nobody' }, { authorization: 'Digest x' }]) {
      const answer = await ask(server, method, path, { key: null, headers });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
      await answer.text();
    }
  });

  it('offers each way to show a key on a line of its own, as browsers read them', async () => {
    const { rawHeaders } = await new Promise<IncomingMessage>((resolve) => get(`${server.url}/docs`, resolve));
    const lines = rawHeaders.filter((_, at) => rawHeaders[at - 1] === 'www-authenticate');
    expect(lines).toEqual(['Bearer realm="rapport"', 'Basic realm="rapport", charset="UTF-8"']);
  });

  it('lets health through', async () => {
    expect((await ask(server, 'GET', '/health/live', { key: null })).status).toBe(200);
    expect((await ask(server, 'GET', '/health/ready', { key: null })).status).toBe(200);
  });

  it('knows roles, and takes the key as Basic user', async () => {
    const forbidden = await ask(server, 'PUT', '/v1/sources', { key: 'agent', body: '{}' });
    expect(forbidden.status).toBe(403);
    expect(await forbidden.json()).toMatchObject({ type: 'urn:rapport:problem:not-allowed' });
    const basic = { authorization: `Basic ${Buffer.from('admin:').toString('base64')}` };
    expect((await ask(server, 'PUT', '/v1/sources', { key: null, headers: basic, body: '{}' })).status).toBe(200);
    expect((await ask(server, 'GET', '/no/such/route')).status).toBe(404);
  });

  it.each(['DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])(
    'says which methods a route takes: not %s',
    async (method) => {
      const { status, headers } = await raw(server, method, '/v1/sources?a=b');
      expect([status, headers.allow]).toEqual([405, 'GET, HEAD, PUT']);
      expect(headers['content-type']).toContain('application/problem+json');
      expect((await raw(server, method, '/no/such/route')).status).toBe(404);
    },
  );

  it('says of a route that another process serves that it does', async () => {
    const elsewhere = await ask(server, 'GET', '/v1/events?after=beginning');
    expect(elsewhere.status).toBe(404);
    expect(await elsewhere.json()).toMatchObject({ detail: expect.stringContaining('another role') });
    expect((await raw(server, 'HEAD', '/v1/webhooks/one')).status).toBe(404);
    expect(await (await ask(server, 'GET', '/v1/nothing')).json()).toMatchObject({ detail: 'there is no such route' });
  });

  it('limits each key by itself and says when to come back', async () => {
    const limited = await givenSurface({}, { RAPPORT_RATE_LIMIT: '2' });
    const statuses = [];
    for (let n = 0; n < 3; n++) statuses.push(await ask(limited, 'PUT', '/v1/sources', { body: '{}' }));
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(statuses[0]!.headers.get('ratelimit-policy')).toBe('"key";q=2;w=60');
    expect(statuses[0]!.headers.get('ratelimit')).toMatch(/^"key";r=1;t=\d+$/);
    expect(statuses[2]!.headers.get('retry-after')).toMatch(/^(29|30)$/);
    expect((await ask(limited, 'GET', '/docs', { key: 'agent' })).status).toBe(200);
    await limited.close();
  });
});
