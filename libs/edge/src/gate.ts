import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AccessKeys } from './access-keys';
import { Methods } from './methods';
import { PERMISSIONS, accessTo } from './permissions';
import { Problem } from './problem';
import type { RateLimit } from './rate-limit';
import type { Caller } from './role';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the gate on every route that is not public. */
    caller?: Caller;
  }
}

/** The route as declared (`/v1/customers/:id`), never the URL with its values. */
export const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? '(none)';

// A line each: Chromium reads one challenge a line, and shows no dialog when that one is Bearer.
const CHALLENGE = { 'www-authenticate': ['Bearer realm="rapport"', 'Basic realm="rapport", charset="UTF-8"'] };

/**
 * Closes every route: who has no key gets 401 before the body is read, also where there is no route, so that nobody
 * learns which routes exist; who has one gets 405 where only the method is wrong. A route that the table does not name stops
 * the start.
 */
export const installGate = (server: FastifyInstance, keys: AccessKeys, limit: RateLimit): (() => void) => {
  const unlisted = new Set<string>();
  const methods = new Methods();
  server.addHook('onRoute', ({ method, url }) => {
    for (const name of [method].flat()) {
      methods.add(name, url);
      if (!accessTo(name, url)) unlisted.add(`${name} ${url}`);
    }
  });
  server.addHook('onRequest', async (request, reply) => {
    const access = request.is404 ? [] : accessTo(request.method, routeOf(request));
    if (access === 'public') return;
    const text = keyIn(request.headers.authorization);
    if (text === null) throw new Problem(401, 'no-key', 'this route needs a key', {}, CHALLENGE);
    const caller = await keys.authenticate(text);
    if (!caller) throw new Problem(401, 'bad-key', 'the key is unknown or revoked', {}, CHALLENGE);
    request.caller = caller;
    limit.take(caller.keyId, reply);
    if (request.is404) return refuseMissing(request, methods);
    if (!access?.includes(caller.role)) {
      throw new Problem(403, 'not-allowed', `the role ${caller.role} may not use this route`);
    }
  });
  return () => {
    if (unlisted.size > 0) throw new Error(`routes without permissions: ${[...unlisted].sort().join(', ')}`);
  };
};

const OTHER_ROLE = 'a process of another role serves this route (docs/reference/http.md says which)';

/** All routes that there are, wherever they are served. */
const anywhere = new Methods();
for (const name of Object.keys(PERMISSIONS)) anywhere.add(...(name.split(' ') as [method: string, url: string]));

const refuseMissing = ({ method, url }: FastifyRequest, here: Methods): void => {
  const path = url.replace(/\?.*$/s, '');
  if (anywhere.at(path).includes(method === 'HEAD' ? 'GET' : method)) throw new Problem(404, 'no-route', OTHER_ROLE);
  const taken = here.at(path);
  if (taken.length === 0) return;
  throw new Problem(405, 'no-method', 'the route does not take this method', {}, { allow: taken.join(', ') });
};

/** The key of a request: a Bearer token or a Basic user; null when there is none. */
export const keyIn = (authorization: string | undefined): string | null => {
  const [, scheme, rest] = /^(bearer|basic) +(\S+) *$/i.exec(authorization ?? '') ?? [];
  if (!scheme || !rest) return null;
  if (scheme.toLowerCase() === 'bearer') return rest;
  // Segment clients send their write key as the user, without a password.
  const user = Buffer.from(rest, 'base64').toString('utf8').split(':')[0];
  return user || null;
};

/** Handler parameter: on whose behalf the request runs. */
export const CallerOf = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!caller) throw new Problem(401, 'no-key', 'this route needs a key');
  return caller;
});
