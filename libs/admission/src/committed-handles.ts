import { Recent, type Handle } from '@rapport/vault';

const HANDLES_MAX = 500_000;

/**
 * Handles whose sealed identifier this process knows to be in the log, so that later events need not repeat it. Forgetting
 * one costs some bytes, nothing else.
 */
export interface CommittedHandles {
  has(handle: Handle): boolean;
  add(handles: readonly Handle[]): void;
}

export const committedHandles = (): CommittedHandles => {
  const seen = new Recent<Handle, true>(HANDLES_MAX);
  return {
    has: (handle) => seen.get(handle) === true,
    add: (handles) => handles.forEach((handle) => seen.set(handle, true)),
  };
};
