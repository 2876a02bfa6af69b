import { BookmarkLost, type EventStore, InvalidAppend, StoreBusy } from '@rapport/event-store';

/** How appends of this process fare, for its health; milliseconds. */
export interface AppendState {
  /** How long the oldest append that has no outcome waits for it; 0 when none waits. */
  readonly waitingMs: number;
  /** How long ago an append ended without an outcome, and none has had one since; null when the last one had. */
  readonly failedMs: number | null;
}

const states = new WeakMap<EventStore, (now: number) => AppendState>();

/**
 * The same store, whose appends are watched: that the database answers questions does not say that it can write, and an
 * engine waits for half a minute before it gives an append up.
 */
export const watchAppends = (store: EventStore, now: () => number = () => performance.now()): EventStore => {
  const waiting = new Map<symbol, number>();
  let failed: number | null = null;
  const watched: EventStore = {
    ...store,
    append: async (appends, move) => {
      const one = Symbol();
      waiting.set(one, now());
      try {
        const outcomes = await store.append(appends, move);
        failed = null;
        return outcomes;
      } catch (error) {
        // A caller's fault, or a queue that is full and moves, says nothing of the store.
        if (![InvalidAppend, StoreBusy, BookmarkLost].some((kind) => error instanceof kind)) failed = now();
        throw error;
      } finally {
        waiting.delete(one);
      }
    },
  };
  states.set(watched, (at) => {
    const [oldest = at] = waiting.values();
    return { waitingMs: at - oldest, failedMs: failed === null ? null : at - failed };
  });
  return watched;
};

/** How the appends of a store fare that `watchAppends` gave; nothing is known of any other. */
export const appendStateOf = (store: EventStore, now = performance.now()): AppendState =>
  states.get(store)?.(now) ?? { waitingMs: 0, failedMs: null };
