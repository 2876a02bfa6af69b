import type { ClientBase } from 'pg';

/** Anything that runs SQL: a pool, a client, a client within a transaction. */
export type Sql = Pick<ClientBase, 'query'>;
