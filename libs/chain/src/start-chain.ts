import { insertKey, migrateChain } from './anchor-rows';
import type { ChainOptions } from './chain-options';
import { ChainRun } from './chain-run';

/** The chain of a process. */
export interface Chain {
  /** Covers what has been read, gives the lease back. */
  stop(): Promise<void>;
}

/** Makes anchors for as long as the process runs and nobody else does it. Failures are noted, and tried again with pauses. */
export const startChain = async (options: ChainOptions): Promise<Chain> => {
  await migrateChain(options.pool);
  await insertKey(options.pool, options.key);
  const stop = new AbortController();
  const running = new ChainRun(options, stop.signal).run();
  return {
    stop: async () => {
      stop.abort();
      await running;
    },
  };
};
