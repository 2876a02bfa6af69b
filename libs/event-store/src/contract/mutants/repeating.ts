import type { Mutant } from './broken';

/** Faults of knowing what is sent again. */
export const repeatingMutants: Readonly<Record<string, Mutant>> = {
  'knows no repeat': () => ({ repeats: async (events) => events.map(() => null) }),
  'leaves out what is no repeat': (store) => ({
    repeats: async (events) => (await store.repeats(events)).filter((one) => one !== null),
  }),
  'takes every known id for a repeat': (store) => ({
    async repeats(events) {
      const known = new Map((await store.find(events.map(({ id }) => id))).map((event) => [event.id, event]));
      return events.map(({ id }) => {
        const found = known.get(id);
        if (!found) return null;
        const { stream, position, version, recordedAt } = found;
        return { stream, position, version, recordedAt };
      });
    },
  }),
  'takes equal absence of fingerprints for a repeat': (store) => ({
    async repeats(events) {
      const repeats = await store.repeats(events);
      const known = new Map((await store.find(events.map(({ id }) => id))).map((event) => [event.id, event]));
      return events.map(({ id, fingerprint }, index) => {
        const found = known.get(id);
        if (repeats[index] || fingerprint !== '' || !found) return repeats[index]!;
        const { stream, position, version, recordedAt } = found;
        return { stream, position, version, recordedAt };
      });
    },
  }),
  'knows no repeat of what was forgotten': (store) => {
    const gone = new Set<string>();
    return {
      forget: (streams) => (streams.forEach((stream) => gone.add(stream)), store.forget(streams)),
      repeats: async (events) =>
        (await store.repeats(events)).map((one) => (one !== null && gone.has(one.stream) ? null : one)),
    };
  },
};
