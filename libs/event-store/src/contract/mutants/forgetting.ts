import type { Mutant } from './broken';

/** Faults of forgetting. */
export const forgettingMutants: Readonly<Record<string, Mutant>> = {
  'forgets nothing': () => ({ forget: async (streams) => streams.length }),
  'counts what it forgot before again': (store) => {
    const counted = new Map<string, number>();
    return {
      forget: async (streams) => {
        const now = await store.forget(streams);
        const before = counted.get(streams[0] ?? '') ?? 0;
        counted.set(streams[0] ?? '', before + now);
        return before + now;
      },
    };
  },
  'forgets the first stream only': (store) => ({ forget: (streams) => store.forget(streams.slice(0, 1)) }),
  'forgets everybody': (store) => {
    const all = new Set<string>();
    return {
      append: (appends) => {
        for (const { stream } of appends) all.add(stream);
        return store.append(appends);
      },
      forget: async (streams) => {
        const forgotten = await store.forget(streams);
        await store.forget([...all]);
        return forgotten;
      },
    };
  },
};
