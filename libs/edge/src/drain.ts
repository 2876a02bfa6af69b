import type { FastifyInstance } from 'fastify';

/** Whether the process is on its way out. */
export interface Drain {
  readonly draining: boolean;
  start(): void;
}

/**
 * While draining every answer says `Connection: close`. Without it a keep-alive connection holds the closing server
 * open for seconds; cutting connections instead would lose answers that are on their way.
 */
export const installDrain = (server: FastifyInstance): Drain => {
  const state = { draining: false, start: () => void (state.draining = true) };
  server.addHook('onSend', async (_request, reply) => {
    if (state.draining) void reply.header('connection', 'close');
  });
  return state;
};
