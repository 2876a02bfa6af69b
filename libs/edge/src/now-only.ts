import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { routeOf } from './gate';
import { isMoment, tellsOfNow } from './parameters';

/**
 * Refuses moments of the past where a route takes no parameters, and so reads none: an answer about now to a question about then looks right.
 * Routes that take parameters refuse those that they do not know themselves (`parametersOf`).
 * @param document what routes take
 */
export const installNowOnly = (server: FastifyInstance, document: () => OpenAPIObject): void => {
  server.addHook('onRequest', async (request) => {
    if (request.is404 || !Object.keys(request.query as object).some(isMoment)) return;
    const path = routeOf(request).replaceAll(/:(\w+)/g, '{$1}');
    const operation = document().paths[path]?.[request.method.toLowerCase() as 'get'];
    const takesAny = operation?.parameters?.some((one) => 'in' in one && one.in === 'query');
    if (operation && !takesAny) throw tellsOfNow();
  });
};
