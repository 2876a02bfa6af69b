import type { Pool, PoolClient } from 'pg';

/**
 * Runs `work` in one transaction on one connection: commits what it did when it returns, rolls back when it throws. A
 * connection whose rollback fails is thrown away, so that no half-open transaction goes back to the pool.
 */
export const inTransaction = async <T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> => {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error): void => void (broken = error);
  client.on('error', onError);
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((failed: Error) => (broken = failed));
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
};
