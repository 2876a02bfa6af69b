import type { Server } from 'node:http';
import type { FastifyRequest } from 'fastify';

/**
 * Answers clients that shut their sending side once they have asked, as `nc -N`, `socat` and simple HTTP/1.0 programs do:
 * TCP allows that, and Node cuts them off before their answer unless it is told otherwise. The member is as old as
 * Node's server, but in none of its types.
 */
export const answerHalfClosed = (server: Server): void => void Object.assign(server, { httpAllowHalfOpen: true });

/**
 * Calls back when the client sends no more. For answers without an end: who has gone away altogether looks the same as who
 * has shut the sending side only, until something is written.
 */
export const whenSenderEnds = ({ raw: { socket } }: FastifyRequest, ended: () => void): void => {
  if (socket.readableEnded) ended();
  else socket.once('end', ended);
};
