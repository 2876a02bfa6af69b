import type { EventStore, Stretch } from '../../event-store';
import type { Mutant } from './broken';

const changing = (store: EventStore, change: (stretch: Stretch) => Stretch): EventStore['scan'] =>
  async function* (range, signal) {
    for await (const stretch of store.scan(range, signal)) yield change(stretch);
  };

/** Faults of scans. */
export const scanningMutants: Readonly<Record<string, Mutant>> = {
  'scans without the last event': (store) => ({
    scan: changing(store, (stretch) => ({ ...stretch, events: stretch.events.slice(0, -1) })),
  }),
  'scans the event before once more': (store) => ({
    scan: (range, signal) => store.scan({ ...range, after: null }, signal),
  }),
  'scans beyond the end': (store) => ({
    async *scan(range, signal) {
      yield* store.scan({ ...range, upTo: (await store.head()).position }, signal);
    },
  }),
  'scans all types': (store) => ({
    scan: ({ types: _, ...range }, signal) => store.scan(range, signal),
  }),
  'takes types wanted for unwanted': (store) => ({
    scan: ({ types, ...range }, signal) =>
      store.scan({ ...range, ...(types && { types: { but: 'only' in types ? types.only : types.but } }) }, signal),
  }),
  'counts only what it gives': (store) => ({
    scan: changing(store, (stretch) => ({ ...stretch, count: stretch.events.length })),
  }),
  'tears the columns of a scan apart': (store) => ({
    scan: changing(store, (stretch) => ({
      ...stretch,
      events: stretch.events.map((event, at) => ({ ...event, body: stretch.events.at(at - 1)!.body })),
    })),
  }),
  'cuts streams at quotes': (store) => ({
    scan: changing(store, (stretch) => ({
      ...stretch,
      events: stretch.events.map((event) => ({ ...event, stream: event.stream.split('"')[0]! })),
    })),
  }),
  'scans on after an abort': (store) => ({
    scan: (range) => store.scan(range, new AbortController().signal),
  }),
  'scans any history': (store) => ({
    async *scan(range, signal) {
      const { position: upTo } = await store.head();
      const isOurs = [range.after ?? upTo, range.upTo].every((at) => at <= upTo && at.slice(0, 8) === upTo.slice(0, 8));
      if (isOurs) yield* store.scan(range, signal);
    },
  }),
};
