import { memoryEventStore } from '../../memory';
import type { Mutant } from './broken';

const shifted = (moment: string, by: number): string => new Date(Date.parse(moment) + by).toISOString();

/** Faults of knowing where the log ended at a moment. */
export const rememberingMutants: Readonly<Record<string, Mutant>> = {
  'takes the head of now for that of any moment': (store) => ({ headAt: () => store.head() }),
  'leaves out what was recorded at the very moment': (store) => ({
    headAt: (moment) => store.headAt(shifted(moment, -1)),
  }),
  'takes in what was recorded a millisecond later': (store) => ({
    headAt: (moment) => store.headAt(shifted(moment, 1)),
  }),
  'stops at the first event of a moment': (store) => ({
    async headAt(moment) {
      const head = await store.headAt(moment);
      if (head.recordedAt === null) return head;
      const stop = new AbortController();
      for await (const batch of store.follow(null, stop.signal)) {
        const first = batch.find(({ recordedAt }) => recordedAt === head.recordedAt);
        if (!first) continue;
        stop.abort();
        return { position: first.position, eventId: first.id, recordedAt: first.recordedAt };
      }
      return head;
    },
  }),
  'knows no place before the first event': (store) => ({
    async headAt(moment) {
      const head = await store.headAt(moment);
      return head.eventId === null ? store.head() : head;
    },
  }),
  'begins another history before the first event': (store) => ({
    async headAt(moment) {
      const head = await store.headAt(moment);
      return head.eventId === null ? memoryEventStore().head() : head;
    },
  }),
  'knows no moments to come': (store) => ({
    async headAt(moment) {
      const head = await store.headAt(moment);
      return Date.parse(moment) > Date.now() + 60_000 ? { ...head, eventId: null } : head;
    },
  }),
  'reads moments without their offset': (store) => ({
    headAt: async (moment) => store.headAt(moment.replace(/[+-]\d{2}:\d{2}$/, 'Z')),
  }),
  'rounds what is finer than a millisecond up': (store) => ({
    headAt: async (moment) => store.headAt(/\.\d{3}[5-9]/.test(moment) ? shifted(moment, 1) : moment),
  }),
  'takes whatever text for a moment': (store) => ({
    headAt: (moment) => store.headAt(moment).catch(() => store.head()),
  }),
};
