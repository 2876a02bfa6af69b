import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';

/** So long a client may go on with a body that has been answered; longer ones are cut off. */
const RUN_OUT_MS = 60_000;

/** A body as it comes. Who stops reading in the middle does not destroy it: most clients hear nothing before they have sent everything. */
export const readingOf = (payload: Readable): AsyncIterable<Buffer> => ({
  [Symbol.asyncIterator]: () => payload.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>,
});

/** Fastify ends the connection where a body cannot be read. To be installed before whoever ends connections for a reason. */
export const keepConnections = (server: FastifyInstance): void => {
  server.addHook('onSend', async (_request, reply) => {
    if (reply.hasHeader('connection')) void reply.removeHeader('connection');
  });
};

/**
 * Lets the rest of a body run out once its answer is written. Closing the connection instead resets it, and the client reports
 * a broken pipe and not what was wrong; leaving the rest unread makes it wait for ever.
 */
export const runOutAfter = (answer: ServerResponse, body: IncomingMessage): void => {
  answer.once('finish', () => {
    if (body.complete || body.destroyed) return;
    body.unpipe();
    // Whoever has stopped in the middle may still be waiting for more.
    body.removeAllListeners('readable');
    body.resume();
    const cut = setTimeout(() => body.destroy(), RUN_OUT_MS).unref();
    body.once('close', () => clearTimeout(cut));
  });
};
