import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { HttpServer } from './boot-http';
import { givenSurface } from './given-surface';

const HOST = 'host: rapport';

describe('bytes that are no request', () => {
  let server: HttpServer;
  beforeAll(async () => void (server = await givenSurface()));
  afterAll(() => server.close());

  it.each([
    ['another protocol', '\u0016\u0003\u0001\r\n\r\n', 400, 'invalid-request'],
    ['a method that nobody knows', `FETCH / HTTP/1.1\r\n${HOST}\r\n\r\n`, 400, 'invalid-request'],
    [
      'two lengths',
      `POST / HTTP/1.1\r\n${HOST}\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx`,
      400,
      'invalid-request',
    ],
    ['endless headers', `GET / HTTP/1.1\r\n${HOST}\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`, 431, 'too-long'],
  ])('(%s) are answered with a problem, and the connection ends', async (_name, bytes, status, code) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(bytes, 'latin1');
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toMatch(/content-type: application\/problem\+json/);
    expect(JSON.parse(body)).toMatchObject({
      type: `urn:rapport:problem:${code}`,
      status,
      instance: expect.stringMatching(/^urn:uuid:/),
    });
  });
});
