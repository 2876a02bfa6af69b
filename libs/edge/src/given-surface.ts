import { Body, Controller, Get, Module, Post, Put, Req, Type } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { AccessKeys } from './access-keys';
import { bootHttp, type HttpServer, type HttpSurface } from './boot-http';
import { readConfig } from './config';
import { Metrics } from './metrics';
import type { Caller } from './role';

/** For specs: keys that are known without a database, by their text. */
export const keysOf = (callers: Readonly<Record<string, Caller>>): AccessKeys =>
  ({ authenticate: async (text: string) => callers[text] ?? null }) as AccessKeys;

@Controller('v1')
class EchoController {
  @Get('sources')
  fail(@Req() request: FastifyRequest): never {
    throw new Error(`li@example.com is in ${request.url}`);
  }

  @Put('sources')
  echo(@Body() body: unknown): { body: unknown } {
    return { body: body ?? null };
  }

  @Post('interactions')
  @RouteConfig({ body: 'text' })
  raw(@Body() body: string): { text: string } {
    return { text: body };
  }
}

@Module({})
class EchoModule {}

/** For specs: a surface with an admin key `admin`, an agent key `agent`, and routes that echo or fail. */
export const givenSurface = (
  over: Partial<HttpSurface> = {},
  env: Readonly<Record<string, string>> = {},
  controllers: readonly Type[] = [EchoController],
): Promise<HttpServer> => {
  const caller = (role: Caller['role']): Caller => ({ keyId: `${role}-key`, role, name: role, sources: [] });
  return bootHttp({
    config: readConfig({ RAPPORT_PORT: '0', ...env }),
    modules: [{ module: EchoModule, controllers: [...controllers] }],
    keys: keysOf({ admin: caller('admin'), agent: caller('agent') }),
    metrics: new Metrics(),
    ...over,
  });
};

/** For specs: one request with a key. */
export const ask = (
  server: HttpServer,
  method: string,
  path: string,
  {
    key = 'admin',
    body,
    headers = {},
  }: { key?: string | null; body?: string | Uint8Array<ArrayBuffer>; headers?: Record<string, string> } = {},
): Promise<Response> =>
  fetch(`${server.url}${path}`, {
    method,
    body: body ?? null,
    headers: { ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...headers },
  });
