import { memoryEventStore } from '../../memory';
import { epochOf, ordinalOf, position } from '../../position';
import { type Mutant, before, each } from './broken';

/** Faults of the read side and of the life of a store. */
export const readingMutants: Readonly<Record<string, Mutant>> = {
  'repeats the last event on resuming': (store) => ({
    follow: (after, signal) => store.follow(after === null ? null : before(after), signal),
  }),
  'skips events under a race': (store) => ({
    follow: (after, signal) =>
      each(store.follow(after, signal), (batch) => (batch.length > 2 ? batch.slice(1) : batch)),
  }),
  'loses the live tail': (store) => ({
    async *follow(after, signal) {
      const end = (await store.head()).position;
      for await (const batch of store.follow(after, signal)) {
        yield batch.filter((event) => event.position <= end);
        if (batch.at(-1)!.position >= end) return;
      }
    },
  }),
  'starts live and forgets what is there': (store) => ({
    async *follow(after, signal) {
      yield* store.follow(after ?? (await store.head()).position, signal);
    },
  }),
  'swaps neighbours': (store) => ({
    follow: (after, signal) => each(store.follow(after, signal), (batch) => [...batch].reverse()),
  }),
  'yields empty batches': (store) => ({
    async *follow(after, signal) {
      yield [];
      yield* store.follow(after, signal);
    },
  }),
  'goes on after the abort': (store) => ({
    async *follow(after, signal) {
      const late = new AbortController();
      signal.addEventListener('abort', () => setTimeout(() => late.abort(), 1_500).unref());
      if (signal.aborted) late.abort();
      yield* store.follow(after, late.signal);
    },
  }),
  'takes positions of any history': (store) => ({
    async *follow(after, signal) {
      const { position: head } = await store.head();
      yield* store.follow(after === null ? null : position(epochOf(head), ordinalOf(after)), signal);
    },
  }),
  'waits for ever for a position that is not there': (store) => ({
    async *follow(after, signal) {
      const { position: head } = await store.head();
      yield* store.follow(after !== null && epochOf(after) === epochOf(head) && after > head ? head : after, signal);
    },
  }),
  'reads up to and without upTo': (store) => ({
    read: (streams, upTo) => store.read(streams, upTo === undefined ? undefined : before(upTo)),
  }),
  'ignores upTo': (store) => ({ read: (streams) => store.read(streams) }),
  'reads stream by stream': (store) => ({
    async *read(streams, upTo) {
      for (const stream of new Set(streams)) yield* store.read([stream], upTo);
    },
  }),
  'reads the first batch only': (store) => ({
    async *read(streams, upTo) {
      for await (const batch of store.read(streams, upTo)) return yield batch;
    },
  }),
  'reads a stream twice when it is named twice': (store) => ({
    async *read(streams, upTo) {
      yield* store.read(streams, upTo);
      if (new Set(streams).size < streams.length) yield* store.read(streams.slice(0, 1), upTo);
    },
  }),
  'finds in the order asked': (store) => ({
    async find(ids) {
      const found = await store.find(ids);
      return ids.flatMap((id) => found.filter((event) => event.id === id));
    },
  }),
  'forgets milliseconds': (store) => ({
    read: (streams, upTo) =>
      each(store.read(streams, upTo), (batch) =>
        batch.map((e) => ({ ...e, recordedAt: e.recordedAt.replace(/\.\d+/, '') })),
      ),
  }),
  'counts events and says that its ordinals are places in a file': () => ({ ordinalsPerEvent: 1_000 }),
  'has an old head': (store) => {
    let last = store.head();
    return {
      head: () => {
        const old = last;
        last = store.head();
        return old;
      },
    };
  },
  'drops the queue on closing': (store) => {
    let closed = false;
    return {
      append: async (appends) => {
        if (!closed) await new Promise((resolve) => setImmediate(resolve));
        return store.append(appends);
      },
      close: async () => {
        closed = true;
        await store.close();
      },
    };
  },
  'leaves followers hanging on closing': (store) => {
    let closed = false;
    return {
      append: (appends) => (closed ? memoryClosed() : store.append(appends)),
      close: async () => void (closed = true),
    };
  },
};

const memoryClosed = async (): Promise<never> => {
  const store = memoryEventStore();
  await store.close();
  return store.append([]) as Promise<never>;
};
