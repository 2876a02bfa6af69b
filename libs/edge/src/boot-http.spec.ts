import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { Controller, Get, Param, type LoggerService } from '@nestjs/common';
import type { HttpServer } from './boot-http';
import { ask, givenSurface } from './given-surface';

const collected = (): LoggerService & { lines: string[] } => {
  const lines: string[] = [];
  const keep = (...parts: unknown[]): void => void lines.push(JSON.stringify(parts));
  return { lines, log: keep, warn: keep, error: keep, fatal: keep };
};

@Controller('v1/customers')
class PersonController {
  @Get(':id')
  show(@Param('id') id: string): { id: string } {
    return { id };
  }
}

describe('the HTTP surface', () => {
  let server: HttpServer;
  const logger = collected();
  beforeAll(async () => {
    const checks = { store: async () => ({ status: 'degraded' as const, lag: 5 }) };
    server = await givenSurface({ logger, checks }, { RAPPORT_LOG_REQUESTS: 'true' });
  });
  afterAll(() => server.close());

  it('tells nobody what went wrong inside, neither client nor log', async () => {
    const answer = await ask(server, 'GET', '/v1/sources?phone=%2B491701234567');
    const text = await answer.text();
    expect(answer.status).toBe(500);
    expect(JSON.parse(text)).toMatchObject({ type: 'urn:rapport:problem:internal', status: 500 });
    expect(text + logger.lines.join()).not.toMatch(/li@example|491701234567/);
    expect(logger.lines.join()).toContain(answer.headers.get('x-request-id'));
  });

  it('keeps a request id only when it can hold nothing but an id', async () => {
    const id = '0198c7aa-0000-7000-8000-000000000001';
    const kept = await ask(server, 'GET', '/docs', { headers: { 'x-request-id': id } });
    expect(kept.headers.get('x-request-id')).toBe(id);
    const other = await ask(server, 'GET', '/docs', { headers: { 'x-request-id': 'li@example.com' } });
    expect(other.headers.get('x-request-id')).not.toContain('li');
  });

  it('serves metrics by route pattern, the document and the docs', async () => {
    await ask(server, 'GET', '/v1/nobody/li@example.com');
    const metrics = await (await ask(server, 'GET', '/metrics')).text();
    expect(metrics).toMatch(
      /http_server_request_duration_seconds_count\{method="GET",route="\(none\)",status="404"} \d/,
    );
    expect(metrics).not.toContain('example.com');
    const document = await (await ask(server, 'GET', '/openapi.json')).json();
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Rapport' } });
    expect((await ask(server, 'GET', '/docs/swagger-ui.css')).status).toBe(200);
  });

  it.each([
    ['/v1/customers/%ff', 400, 'invalid-request'],
    ['/v1/customers/%E0%A4%A', 400, 'invalid-request'],
    [`/v1/customers/${'li'.repeat(300)}`, 414, 'too-long'],
    ['/v1/sources?prefix=%00', 400, 'invalid-request'],
    ['/v1/sources/li%00', 400, 'invalid-request'],
  ])(
    'answers a URL that nobody can route or keep as a problem, and does not repeat it: %#',
    async (path, status, code) => {
      const route = await givenSurface({ logger }, {}, [PersonController]);
      const answer = await ask(route, 'GET', path);
      const text = await answer.text();
      expect([answer.status, JSON.parse(text).type]).toEqual([status, `urn:rapport:problem:${code}`]);
      expect(answer.headers.get('content-type')).toMatch('application/problem+json');
      expect(text).toContain(answer.headers.get('x-request-id'));
      expect(text).not.toMatch(/lili|%|FST_/);
      await route.close();
    },
  );

  it('says how it is: degraded still serves, down does not', async () => {
    const ready = await ask(server, 'GET', '/health/ready', { key: null });
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: 'degraded', checks: { store: { status: 'degraded', lag: 5 } } },
    ]);
    const broken = async (): Promise<never> =>
      Promise.reject(Object.assign(new Error('user=x'), { code: 'ECONNREFUSED' }));
    const down = await givenSurface({ logger, checks: { database: broken } });
    const answer = await ask(down, 'GET', '/health/ready', { key: null });
    expect([answer.status, await answer.json()]).toEqual([
      503,
      { status: 'down', checks: { database: { status: 'down', reason: 'ECONNREFUSED' } } },
    ]);
    await down.close();
  });

  it('drains: kept connections are told to close, and closing takes no keep-alive time', async () => {
    const other = await givenSurface({ logger }, { RAPPORT_DRAIN_MS: '300' });
    const agent = new Agent({ keepAlive: true });
    const live = (): Promise<string | undefined> =>
      new Promise((done, fail) => {
        const asked = request(`${other.url}/health/live`, { agent }, (answer) => {
          answer.resume().once('end', () => done(answer.headers.connection));
        });
        asked.once('error', fail).end();
      });
    expect(await live()).toBe('keep-alive');
    const began = performance.now();
    const closed = other.close();
    expect(await live()).toBe('close');
    await closed;
    expect(performance.now() - began).toBeLessThan(4_000);
    await expect(live()).rejects.toThrow();
  });

  it.each(['identity', 'gzip'])(
    'takes a client that goes away within its body for no failure of its own (%s)',
    async (encoding) => {
      const told = collected();
      const other = await givenSurface({ logger: told });
      const asked = request(`${other.url}/v1/interactions`, {
        method: 'POST',
        headers: { authorization: 'Bearer admin', 'content-length': '5000', 'content-encoding': encoding },
      });
      const gone = new Promise((done) => asked.once('error', done));
      asked.write(encoding === 'gzip' ? gzipSync('{"id":1}').subarray(0, 12) : '{"id":');
      setTimeout(() => asked.destroy(new Error('enough')), 100);
      await gone;
      await pause(500);
      expect(told.lines.filter((line) => line.includes('requestId'))).toEqual([]);
      await other.close();
    },
  );

  it('closes although somebody has connected and asks nothing', async () => {
    const other = await givenSurface({ logger });
    const silent = connect(Number(new URL(other.url).port), '127.0.0.1');
    await new Promise((done) => silent.once('connect', done));
    expect((await ask(other, 'GET', '/health/live')).status).toBe(200);
    const cut = new Promise((done) => silent.once('close', done));
    await other.close();
    await cut;
  });
});
