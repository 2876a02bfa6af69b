import { setTimeout as pause } from 'node:timers/promises';
import { Problem } from '@rapport/edge';
import type { Resolve } from './resolve';
import { type TargetPolicy, TargetRefused, hostOf, requireReachable, targetOf } from './target';

/** A name server that takes longer says nothing against the target. */
const PATIENCE_MS = 2_000;

/**
 * Refuses a target that would never be called. A name that has no address yet passes: it is judged again at each request, and
 * that is what counts.
 * @throws Problem 422
 */
export const requireTarget = async (text: string, policy: TargetPolicy, resolve: Resolve): Promise<void> => {
  try {
    const url = targetOf(text, policy);
    const found = resolve(hostOf(url)).catch(() => []);
    const addresses = await Promise.race([found, pause(PATIENCE_MS, [])]);
    if (addresses.length > 0) requireReachable(url, addresses, policy);
  } catch (error) {
    if (error instanceof TargetRefused) throw new Problem(422, 'webhook-target', error.message);
    throw error;
  }
};
