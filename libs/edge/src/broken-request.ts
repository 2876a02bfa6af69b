import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Problem } from './problem';
import { bodyOf } from './problem-filter';

const KNOWN: Readonly<Record<string, readonly [status: number, code: string, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'too-long', 'the headers are too long'],
  HPE_INVALID_EOF_STATE: [400, 'cut-off', 'the connection was ended in the middle of the request'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'cut-off', 'the request did not come in time'],
};
const NO_HTTP = [400, 'invalid-request', 'the bytes are no request of HTTP/1.1'] as const;

/** Answers what is no HTTP request with a problem like all others, and ends the connection. */
export const answerBrokenRequest = (error: Error & { readonly code?: string }, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const [status, code, detail] = KNOWN[error.code ?? ''] ?? NO_HTTP;
  const id = randomUUID();
  const body = JSON.stringify(bodyOf(new Problem(status, code, detail), id));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${id}`,
    'connection: close',
  ];
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroy(error);
};
