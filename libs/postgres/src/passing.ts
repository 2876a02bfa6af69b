import { TakenOver } from './timeline';

/** SQLSTATE classes and states after which the same statement may succeed later. */
const STATES = [
  '08', // connection exceptions
  '40', // rollbacks: serialization, deadlock
  '53', // too many connections, disk full, out of memory
  '55P03', // lock timeout
  '57', // cancelled, shut down, starting up, statement or idle timeout
  '58', // I/O errors of the server's system
  '25P03', // idle in transaction
  '25P04', // transaction timeout
  '25006', // the server can only be read: a standby that a failover has not promoted yet, or one that an operator holds
];

/** What the network says when nobody answers. */
const NETWORK = /^(?:ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;

/** What pg says, without a code, of a connection that is gone or that it could not open in time. */
const LOST = /^(?:Connection terminated|Client (?:has encountered a connection error|was closed)|timeout exceeded when trying to connect)/; // prettier-ignore

/** True when PostgreSQL said so itself and the same statement may succeed later. @param code its SQLSTATE */
export const isPassingState = (code: string | undefined): boolean =>
  code !== undefined && STATES.some((state) => code.startsWith(state));

/** True when a statement failed because the server is away, busy or stopped it, and not because of what was asked. */
export const isAway = (error: unknown): boolean => {
  if (error instanceof TakenOver) return true;
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  if (typeof code === 'string') return isPassingState(code) || NETWORK.test(code);
  return typeof message === 'string' && LOST.test(message);
};
