import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, Module, type DynamicModule, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance, FastifyServerOptions } from 'fastify';
import type { AccessKeys } from './access-keys';
import { installBodies } from './body';
import { answerBrokenRequest } from './broken-request';
import type { Config } from './config';
import { installDrain, type Drain } from './drain';
import { installGate, routeOf } from './gate';
import { answerHalfClosed } from './half-closed';
import { installHealth, type Checks } from './health';
import { JsonLogger } from './json-logger';
import { installMetrics, type Metrics } from './metrics';
import { describeApi } from './openapi';
import { installNowOnly } from './now-only';
import { invalid } from './problem';
import { ProblemFilter, sendProblem, toProblem } from './problem-filter';
import { RateLimit } from './rate-limit';
import { requestIdOf } from './request-id';
import { keepConnections } from './run-out';

@Module({})
class HttpModule {}

/** What a process serves over HTTP. */
export interface HttpSurface {
  readonly config: Config;
  readonly modules: readonly DynamicModule[];
  readonly keys: AccessKeys;
  readonly metrics: Metrics;
  readonly checks?: Checks;
  readonly version?: string;
  readonly logger?: LoggerService;
}

/** A listening server. */
export interface HttpServer {
  /** Without a slash at the end. */
  readonly url: string;
  readonly document: OpenAPIObject;
  /** Drains: tells load balancers and clients, waits for requests under way, then closes. */
  close(): Promise<void>;
}

/**
 * Starts the HTTP server of a process: the modules' endpoints behind one gate, one error format, one body parser.
 * @throws when a route has no entry in the table of permissions, or the port is taken.
 */
export const bootHttp = async (surface: HttpSurface): Promise<HttpServer> => {
  const { config, keys, metrics, checks = {}, version = '0.1.0', logger = new JsonLogger() } = surface;
  const options: FastifyServerOptions = {
    genReqId: requestIdOf,
    bodyLimit: config.bodyLimitBytes,
    clientErrorHandler: answerBrokenRequest,
    // What cannot be routed at all meets no hook and no filter.
    frameworkErrors: (error, request, reply) =>
      sendProblem(toProblem(error), request.id, reply.headers(always(request))),
  };
  const adapter = new FastifyAdapter(options);
  const server = adapter.getInstance() as unknown as FastifyInstance;
  answerHalfClosed(server.server);
  keepConnections(server);
  const drain = installDrain(server);
  installAnswers(server, config.logRequests);
  const refuseUnlisted = installGate(server, keys, new RateLimit(config.rateLimit));
  const root: DynamicModule = { module: HttpModule, imports: [CqrsModule.forRoot(), ...surface.modules] };
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    bodyParser: false,
    abortOnError: false,
    logger,
  });
  installBodies(server, config.bodyLimitBytes);
  installHealth(server, checks, () => drain.draining);
  installMetrics(server, metrics);
  app.useGlobalFilters(new ProblemFilter());
  // Made when somebody reads it: it takes a tenth of a start, and most starts serve no reader.
  let described: OpenAPIObject | undefined;
  const document = (): OpenAPIObject => (described ??= describeApi(app, version));
  installNowOnly(server, document);
  server.get('/openapi.json', async () => document());
  SwaggerModule.setup('docs', app, document, { raw: false, customSiteTitle: 'Rapport API' });
  try {
    await app.init();
    await server.ready();
    refuseUnlisted();
    await app.listen(config.port, config.host);
  } catch (error) {
    await app.close();
    throw error;
  }
  return {
    url: urlOf(server, config.host),
    get document() {
      return document();
    },
    close: () => close(app, drain, config.drainMs),
  };
};

const NUL = /%00/;
const always = ({ id }: { id: string }) => ({ 'x-request-id': id, 'x-content-type-options': 'nosniff' });

/** Headers that every answer has, and the access log: the route's pattern, never the URL. */
const installAnswers = (server: FastifyInstance, logRequests: boolean): void => {
  const logger = new Logger('http');
  server.addHook('onRequest', async (request, reply) => {
    void reply.headers(always(request));
    if (NUL.test(request.url)) throw invalid('the URL has a character (U+0000) that no database keeps');
  });
  if (!logRequests) return;
  server.addHook('onResponse', async (request, reply) => {
    const { method, id: requestId, caller } = request;
    const took = Math.round(reply.elapsedTime * 10) / 10;
    logger.log({ method, route: routeOf(request), status: reply.statusCode, ms: took, requestId, key: caller?.keyId });
  });
};

const urlOf = (server: FastifyInstance, host: string): string => {
  const address = server.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
};

/** Who has connected and asks nothing for so long while the server closes is not about to. */
const SILENT_MS = 1_000;

const close = async (app: NestFastifyApplication, drain: Drain, drainMs: number): Promise<void> => {
  drain.start();
  if (drainMs > 0) await sleep(drainMs);
  const silence = setTimeout(() => drain.cutSilent(), SILENT_MS);
  await app.close().finally(() => clearTimeout(silence));
};
