import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Body, Controller, Post, Put } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { HttpServer } from './boot-http';
import { givenSurface } from './given-surface';
import { invalid } from './problem';

@Controller('v1')
class PickyController {
  @Post('interactions/batch')
  @RouteConfig({ body: 'stream' })
  async refuse(@Body() body: AsyncIterable<Buffer>): Promise<void> {
    for await (const chunk of body) if (chunk.length > 0) throw invalid('it does not begin well');
  }

  @Put('sources')
  taken(): { taken: true } {
    return { taken: true };
  }
}

const TOO_MUCH = Buffer.alloc(24 * 1024 * 1024, ' ');
const HEAD = 'host: rapport\r\nauthorization: Bearer admin\r\ncontent-type: application/json\r\n';
const NEXT = `PUT /v1/sources HTTP/1.1\r\n${HEAD}content-length: 2\r\n\r\n{}`;

const framed = (bytes: Buffer, chunked: boolean): readonly [string, Buffer] => {
  if (!chunked) return [`content-length: ${bytes.length}\r\n`, bytes];
  const head = Buffer.from(`${bytes.length.toString(16)}\r\n`);
  return ['transfer-encoding: chunked\r\n', Buffer.concat([head, bytes, Buffer.from('\r\n0\r\n\r\n')])];
};

describe('a body of which the answer does not need the rest', () => {
  let server: HttpServer;
  beforeAll(async () => void (server = await givenSurface({}, { RAPPORT_BODY_LIMIT: '4096' }, [PickyController])));
  afterAll(() => server.close());

  /** What a client is told that reads nothing before it has sent everything, and again on the same connection. */
  const told = async (route: string, headers: string, body: Buffer): Promise<readonly number[]> => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    const failed = once(socket, 'error').then(([error]) => Promise.reject(error as Error));
    failed.catch(() => undefined);
    socket.pause();
    const bytes = Buffer.concat([Buffer.from(`${route} HTTP/1.1\r\n${HEAD}${headers}\r\n`), body]);
    await Promise.race([new Promise((sent) => socket.write(bytes, sent)), failed]);
    let answers = '';
    socket.on('data', (chunk: Buffer) => (answers += chunk.toString())).resume();
    socket.write(NEXT);
    while (!answers.includes('"taken":true')) await Promise.race([once(socket, 'data'), failed]);
    socket.destroy();
    return [...answers.matchAll(/HTTP\/1.1 (\d{3}) /g)].map(([, status]) => Number(status));
  };

  it.each([
    ['that says how large it is', 'PUT /v1/sources', false, 413],
    ['in chunks', 'PUT /v1/sources', true, 413],
    ['that is refused in the middle', 'POST /v1/interactions/batch', false, 400],
    ['that is refused in the middle, in chunks', 'POST /v1/interactions/batch', true, 400],
  ])(
    '%s runs out, and the connection can be used again',
    async (_name, route, chunked, status) => {
      const [headers, body] = framed(TOO_MUCH, chunked);
      expect(await told(route, headers, body)).toEqual([status, 200]);
    },
    20_000,
  );

  it('that is inflated is inflated no further', async () => {
    const bomb = Buffer.concat(new Array<Buffer>(400).fill(gzipSync(TOO_MUCH)));
    const began = process.cpuUsage();
    const [headers, body] = framed(bomb, false);
    expect(await told('PUT /v1/sources', `content-encoding: gzip\r\n${headers}`, body)).toEqual([413, 200]);
    // All of it would be 10 GB, and take some 20 seconds.
    expect(process.cpuUsage(began).user / 1e6).toBeLessThan(8);
  }, 20_000);
});
