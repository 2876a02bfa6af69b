import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Whether the process is on its way out. */
export interface Drain {
  readonly draining: boolean;
  start(): void;
  /** Cuts connections on which nobody has asked anything: browsers open some ahead, and a closing server waits for them. */
  cutSilent(): void;
}

/**
 * While draining every answer says `Connection: close`. Without it a keep-alive connection holds the closing server
 * open for seconds; cutting connections instead would lose answers that are on their way.
 */
export const installDrain = (server: FastifyInstance): Drain => {
  const sockets = new Set<Socket>();
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const state = {
    draining: false,
    start: () => void (state.draining = true),
    cutSilent: () => [...sockets].filter(({ bytesRead }) => bytesRead === 0).forEach((socket) => socket.destroy()),
  };
  server.addHook('onSend', async (_request, reply) => {
    if (state.draining) void reply.header('connection', 'close');
  });
  return state;
};
