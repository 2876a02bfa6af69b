import { Pool, type ClientBase } from 'pg';
import { sessionUrl } from './with-settings';

/** Options of `createPool`. */
export interface PoolOptions {
  /** Most connections at a time; 10 when absent. */
  readonly max?: number;
  /** `application_name` of the connections, as pg_stat_activity shows it. */
  readonly name?: string;
  /** How long a connection may take to open, milliseconds; 10,000 when absent. */
  readonly connectTimeout?: number;
  /** Queries of one connection are sent without waiting for the answers before them (`inSession`); no COPY, no cursors. */
  readonly pipeline?: boolean;
}

/**
 * Lets the process outlive this connection: the server may end one in the very message that opens it, before whoever asked for it can
 * listen, and an error that nobody listens to ends the process. For the `onConnect` of pools that others make.
 */
export const outliveConnection = (client: ClientBase): void => void client.on('error', () => undefined);

/**
 * A connection pool with the settings that the house needs: int8 stays text (64-bit safe), a connection attempt ends after
 * 10 s, half-open connections are noticed by keep-alive, and sessions have the settings of `sessionUrl`, beside those that the
 * URL says. An idle connection that dies is dropped; the next query opens another.
 */
export const createPool = (url: string, options: PoolOptions = {}): Pool => {
  const pool = new Pool({
    connectionString: sessionUrl(url),
    max: options.max ?? 10,
    application_name: options.name ?? 'rapport',
    connectionTimeoutMillis: options.connectTimeout ?? 10_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    ...(options.pipeline && { pipeline: true }),
  });
  // Without a listener the death of an idle connection would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', outliveConnection);
  return pool;
};
