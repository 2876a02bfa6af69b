import { deflateSync, gzipSync, brotliCompressSync } from 'node:zlib';
import type { HttpServer } from './boot-http';
import { ask, givenSurface } from './given-surface';

const JSON_BODY = '{"name":"Zoë 李"}';

describe('bodies', () => {
  let server: HttpServer;
  beforeAll(async () => void (server = await givenSurface({}, { RAPPORT_BODY_LIMIT: '4096' })));
  afterAll(() => server.close());
  const put = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Response> =>
    ask(server, 'PUT', '/v1/sources', { body, headers });

  it.each([
    'application/json',
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/cloudevents+json',
    'application/json; charset=utf-8',
    'nonsense',
  ])('are JSON whatever the label says: %s', async (type) => {
    for (const [encoding, bytes] of [
      ['identity', Buffer.from(JSON_BODY)],
      ['gzip', gzipSync(JSON_BODY)],
      ['deflate', deflateSync(JSON_BODY)],
    ] as const) {
      const answer = await put(new Uint8Array(bytes), { 'content-type': type, 'content-encoding': encoding });
      expect([answer.status, await answer.json()]).toEqual([200, { body: { name: 'Zoë 李' } }]);
    }
  });

  it.each([
    ['broken gzip', gzipSync(JSON_BODY).subarray(0, 15), { 'content-encoding': 'gzip' }, 400],
    ['no gzip at all', Buffer.from(JSON_BODY), { 'content-encoding': 'gzip' }, 400],
    ['brotli', brotliCompressSync(JSON_BODY), { 'content-encoding': 'br' }, 415],
    ['a bomb', gzipSync(' '.repeat(1_000_000)), { 'content-encoding': 'gzip' }, 413],
    ['too much', Buffer.from(`"${'x'.repeat(5_000)}"`), {}, 413],
    ['no JSON', Buffer.from('{"a":'), {}, 400],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22]), {}, 400],
    ['a prototype', Buffer.from('{"__proto__":{"role":"admin"}}'), {}, 400],
    ['a disguised prototype', Buffer.from('{"\\u005f_proto__" :{"role":"admin"}}'), {}, 400],
  ])('that are %s get a problem', async (_name, bytes, headers, status) => {
    const answer = await put(new Uint8Array(bytes), { 'content-type': 'application/json', ...headers });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({ status, instance: expect.stringMatching(/^urn:uuid:/) });
  });

  it('say which forms they may have when they have another one', async () => {
    const answer = await put(new Uint8Array(brotliCompressSync(JSON_BODY)), { 'content-encoding': 'br' });
    expect([answer.status, answer.headers.get('accept-encoding')]).toEqual([415, 'gzip, deflate']);
  });

  it('may be empty, and may be raw text', async () => {
    expect((await put('')).status).toBe(200);
    const raw = await ask(server, 'POST', '/v1/interactions', { body: '{"a": 1 }' });
    expect(await raw.json()).toEqual({ text: '{"a": 1 }' });
  });
});
