import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpServer } from './boot-http';
import { givenSurface } from './given-surface';
import { whenSenderEnds } from './half-closed';

@Controller('v1')
class SlowController {
  @Get('sources')
  async slow(): Promise<{ slow: true }> {
    await sleep(200);
    return { slow: true };
  }

  @Post('interactions')
  async taken(@Body() body: unknown): Promise<{ body: unknown }> {
    await sleep(50);
    return { body };
  }

  @Get('events/stream')
  stream(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    reply.hijack();
    reply.raw.writeHead(200).write('begun');
    whenSenderEnds(request, () => reply.raw.end('ended'));
  }
}

const HEAD = 'host: rapport\r\nauthorization: Bearer admin\r\n';
const BODY = '{"id":1}';
const post = (length: number) => `POST /v1/interactions HTTP/1.1\r\n${HEAD}content-type: application/json\r\ncontent-length: ${length}\r\n\r\n${BODY}`; // prettier-ignore

describe('a client that shuts its sending side once it has asked', () => {
  let server: HttpServer;
  beforeAll(async () => void (server = await givenSurface({}, {}, [SlowController])));
  afterAll(() => server.close());

  const asked = (bytes: string): Promise<string> => {
    const socket = connect({ port: Number(new URL(server.url).port), host: '127.0.0.1', allowHalfOpen: true });
    socket.end(bytes);
    return text(socket);
  };

  it.each([
    ['a read', `GET /v1/sources HTTP/1.1\r\n${HEAD}\r\n`, '{"slow":true}'],
    ['HTTP/1.0', `GET /v1/sources HTTP/1.0\r\n${HEAD}\r\n`, '{"slow":true}'],
    ['a body', post(BODY.length), BODY],
  ])('gets its answer, and then the connection ends (%s)', async (_name, bytes, answer) => {
    const got = await asked(bytes);
    expect(got).toMatch(/^HTTP\/1.1 20[01] /);
    expect(got).toContain(answer);
  });

  it('gets the answers to all that it has asked', async () => {
    const got = await asked(`GET /v1/sources HTTP/1.1\r\n${HEAD}\r\n`.repeat(3));
    expect(got.match(/HTTP\/1.1 200 /g)).toHaveLength(3);
  });

  it('is told when its request has no end', async () => {
    const got = await asked(post(BODY.length + 1));
    expect(got).toMatch(/^HTTP\/1.1 400 /);
    expect(got).toContain('urn:rapport:problem:cut-off');
  });

  it('is given no stream without an end: it may have gone away', async () => {
    const got = await asked(`GET /v1/events/stream HTTP/1.1\r\n${HEAD}\r\n`);
    expect(got).toMatch(/begun[^]*ended/);
  });
});
