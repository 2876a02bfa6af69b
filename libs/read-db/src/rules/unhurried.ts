import { setImmediate as othersFirst } from 'node:timers/promises';
import type { Steps } from '@rapport/decisions';
import type { MaybeSteps } from './rule';

/** So long nobody else of this process has to wait, milliseconds. */
const TURN_MS = 25;

const isSteps = <Made>(work: MaybeSteps<Made>): work is Steps<Made> =>
  typeof (work as Partial<Steps<Made>> | null)?.next === 'function';

/** Work that may be done in steps, as steps of those who ask. */
export const inSteps = function* <Made>(work: MaybeSteps<Made>): Steps<Made> {
  return isSteps(work) ? yield* work : work;
};

/**
 * Does work about all customers and lets leases, views and whoever else lives in this process have their turn in between: a close of a
 * million would hold them up for longer than a lease lasts.
 */
export const unhurried = async <Made>(work: MaybeSteps<Made>): Promise<Made> => {
  if (!isSteps(work)) return work;
  for (let began = performance.now(); ;) {
    const step = work.next();
    if (step.done) return step.value;
    if (performance.now() - began < TURN_MS) continue;
    await othersFirst();
    began = performance.now();
  }
};
