import type { Progress } from './positions';
import type { WorkerState } from './worker';

/** The followers of a process: identity and views. */
export interface Following {
  /** Finishes the batches that have begun and gives the leases back. */
  stop(): Promise<void>;
  status(): Promise<{ readonly workers: readonly WorkerState[]; readonly projections: readonly Progress[] }>;
}
