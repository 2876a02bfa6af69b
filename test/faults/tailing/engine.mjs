// The engine as it is in the sources, without the other engine and its client.
import { register } from 'node:module';

register('../../../infra/typescript-hooks.mjs', import.meta.url);
const { postgresEventStore } = await import('../../../libs/engines/src/postgres/postgres.ts');

/** Short, so that held locks end in timeouts while the test runs. */
const LIMITS = { answer: 1_000, deadline: 5_000, poll: 500 };
const ATTEMPTS = 20;

/** To open a store is not repeated by the engine: a process that cannot is started again, as here. */
export const openStore = async (url) => {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await postgresEventStore(url, LIMITS);
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
};
