import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { routeOf } from './gate';

/** Seconds; the buckets surround our own goals for look-up and ingest. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The figures of one process, scraped at /metrics. Labels are bounded: route patterns, never URLs or customers. */
export class Metrics {
  readonly registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  counter<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames: [...labelNames], registers: [this.registry] });
  }

  /** A counter that somebody else keeps, read only when somebody scrapes. */
  counted(name: string, help: string, read: () => Promise<number>): void {
    new Counter({
      name,
      help,
      registers: [this.registry],
      async collect(): Promise<void> {
        this.reset();
        this.inc(await read());
      },
    });
  }

  /** A gauge that is read only when somebody scrapes. */
  gauge<Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    collect: (gauge: Gauge<Label>) => Promise<void>,
  ): void {
    new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers: [this.registry],
      async collect(): Promise<void> {
        this.reset();
        await collect(this as Gauge<Label>);
      },
    });
  }
}

/** Times every request from its first byte to the end of its answer, and serves /metrics. */
export const installMetrics = (server: FastifyInstance, metrics: Metrics): void => {
  const duration = new Histogram({
    name: 'http_server_request_duration_seconds',
    help: 'Duration of HTTP requests',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
    registers: [metrics.registry],
  });
  server.addHook('onResponse', async (request, reply) => {
    const labels = { method: request.method, route: routeOf(request), status: String(reply.statusCode) };
    duration.observe(labels, reply.elapsedTime / 1000);
  });
  server.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
};
