import type { Timeline } from '@rapport/postgres';
import { Recent, type Handle } from '@rapport/vault';

const HANDLES_MAX = 500_000;

/**
 * Handles whose sealed identifier this process knows to be in the log, so that later events need not repeat it. Forgetting
 * one costs some bytes, nothing else. All are forgotten when another server has taken over, whose log may lack them.
 */
export interface CommittedHandles {
  has(handle: Handle): boolean;
  add(handles: readonly Handle[]): void;
}

export const committedHandles = (timeline: Timeline): CommittedHandles => {
  const known = new Recent<Handle, true>(HANDLES_MAX);
  let { takeovers } = timeline;
  const seen = (): Recent<Handle, true> => {
    if (takeovers === timeline.takeovers) return known;
    ({ takeovers } = timeline);
    known.clear();
    return known;
  };
  return {
    has: (handle) => seen().get(handle) === true,
    add: (handles) => {
      const now = seen();
      for (const handle of handles) now.set(handle, true);
    },
  };
};
