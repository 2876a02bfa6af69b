import type { FastifyInstance } from 'fastify';

/** How one part is doing. `degraded` still serves; `down` cannot. Details are figures and names, never personal. */
export interface Check {
  readonly status: 'up' | 'degraded' | 'down';
  readonly [detail: string]: unknown;
}

/** Asked at every /health/ready. */
export type Checks = Readonly<Record<string, () => Promise<Check>>>;

const PATIENCE_MS = 2_000;

/**
 * `/health/live`: the process answers. `/health/ready`: it can serve, and how far it is — progress, not only lag. Lag
 * never makes a process unready: taking it away would not make it faster.
 */
export const installHealth = (server: FastifyInstance, checks: Checks, isDraining: () => boolean): void => {
  server.get('/health/live', async () => ({ status: 'up' }));
  server.get('/health/ready', async (_request, reply) => {
    const names = Object.keys(checks);
    const found = await Promise.all(names.map((name) => ask(checks[name]!)));
    const has = (status: Check['status']): boolean => found.some((check) => check.status === status);
    const down = isDraining() || has('down');
    void reply.code(down ? 503 : 200).header('cache-control', 'no-store');
    return {
      status: isDraining() ? 'draining' : down ? 'down' : has('degraded') ? 'degraded' : 'up',
      checks: Object.fromEntries(names.map((name, index) => [name, found[index]])),
    };
  });
};

const ask = async (check: () => Promise<Check>): Promise<Check> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Check>((resolve) => {
    timer = setTimeout(() => resolve({ status: 'down', reason: `no answer within ${PATIENCE_MS} ms` }), PATIENCE_MS);
  });
  try {
    return await Promise.race([check(), late]);
  } catch (error) {
    // Names and codes only: a message could name hosts, users or values.
    const { code, name } = error as { code?: string; name?: string };
    return { status: 'down', reason: code ?? name ?? 'error' };
  } finally {
    clearTimeout(timer);
  }
};
