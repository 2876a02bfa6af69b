import { randomUUID } from 'node:crypto';
import type { NewEvent, Outcome } from '../../event-store';
import type { Append } from '../../event-store';
import { type Mutant, answering, changing, mapEvents, oneByOne, withPlaced } from './broken';

/** Faults of the write side. */
export const writingMutants: Readonly<Record<string, Mutant>> = {
  'ignores the expected version': (store) => ({
    append: changing(store, (append) => ({ ...append, expected: 'any' })),
  }),
  'answers stale with what was expected': (store) => ({
    append: async (appends) =>
      (await store.append(appends)).map((outcome, i) =>
        outcome.status === 'stale' ? { status: 'stale', actual: Number(appends[i]!.expected) } : outcome,
      ),
  }),
  'counts versions from 0': (store) => ({
    append: answering(store, (outcome) =>
      withPlaced(outcome, (placed) => placed.map((p) => ({ ...p, version: p.version - 1 }))),
    ),
  }),
  'is not atomic': (store) => ({
    append: oneByOne(store, async ({ stream, expected, events }) => {
      const outcomes = [];
      for (const event of events)
        outcomes.push((await store.append([{ stream, expected: 'any', events: [event] }]))[0]!);
      const refused = outcomes.find((outcome) => !('placed' in outcome));
      if (refused || expected !== 'any') return refused ?? undefined;
      return {
        status: outcomes[0]!.status as 'appended',
        placed: outcomes.flatMap((o) => ('placed' in o ? o.placed : [])),
      };
    }),
  }),
  'appends duplicates again': (store) => ({
    append: oneByOne(store, async (append) => {
      const [outcome] = await store.append([append]);
      if (outcome!.status !== 'duplicate') return outcome;
      return (await store.append([mapEvents(append, (event) => ({ ...event, id: randomUUID() }))]))[0];
    }),
  }),
  'answers a duplicate with the newest place': (store) => ({
    append: oneByOne(store, async (append) => {
      const [outcome] = await store.append([append]);
      if (outcome!.status !== 'duplicate') return outcome;
      const head = await store.head();
      return withPlaced(outcome!, (placed) => placed.map((p) => ({ ...p, position: head.position })));
    }),
  }),
  'knows ids per stream only': (store) => {
    const salted = (append: Append, event: NewEvent): NewEvent => ({
      ...event,
      id: `${event.id.slice(0, 24)}${Buffer.from(append.stream.slice(-6).padStart(6)).toString('hex')}`,
    });
    return { append: changing(store, (append) => mapEvents(append, (event) => salted(append, event))) };
  },
  'forgets fingerprints': (store) => ({
    append: changing(store, (append) => mapEvents(append, (event) => ({ ...event, fingerprint: '' }))),
  }),
  'takes a changed body for a repeat': (store) => ({
    append: oneByOne(store, async (append) => {
      const [outcome] = await store.append([append]);
      if (outcome!.status !== 'conflict') return outcome;
      const known = await store.find(append.events.map((event) => event.id));
      return known.length === append.events.length ? { status: 'duplicate', placed: known } : outcome;
    }),
  }),
  'appends the unknown rest of a partly known append': (store) => ({
    append: oneByOne(store, async (append) => {
      const known = new Set((await store.find(append.events.map((event) => event.id))).map((event) => event.id));
      const rest = append.events.filter((event) => !known.has(event.id));
      if (known.size === 0 || rest.length === 0) return undefined;
      return (await store.append([{ ...append, events: rest }]))[0];
    }),
  }),
  'looks at the expectation before the ids': (store) => ({
    append: oneByOne(store, async (append) => {
      let actual = 0;
      for await (const batch of store.read([append.stream])) actual += batch.length;
      return append.expected === 'any' || append.expected === actual ? undefined : { status: 'stale', actual };
    }),
  }),
  'decides and writes at different moments': (store) => {
    const versions = new Map<string, number>();
    return {
      append: oneByOne(store, async (append) => {
        const actual = versions.get(append.stream) ?? 0;
        if (append.expected !== 'any' && append.expected !== actual) return { status: 'stale', actual };
        await new Promise((resolve) => setImmediate(resolve));
        const [outcome] = await store.append([{ ...append, expected: 'any' }]);
        if (outcome!.status === 'appended')
          versions.set(append.stream, (versions.get(append.stream) ?? 0) + append.events.length);
        return outcome;
      }),
    };
  },
  'stops a call at its first refusal': (store) => ({
    append: async (appends) => {
      const outcomes: Outcome[] = [];
      for (const append of appends) {
        const [outcome] = await store.append([append]);
        outcomes.push(outcome!);
        if (!('placed' in outcome!)) break;
      }
      return outcomes;
    },
  }),
  'stumbles over nothing': (store) => ({
    append: async (appends) => (appends.length === 0 ? [{ status: 'stale', actual: 0 }] : store.append(appends)),
  }),
  'writes what one call has for a stream backwards': (store) => ({
    append: async (appends) => [...(await store.append([...appends].reverse()))].reverse(),
  }),
  'judges a call by the store before it': (store) => {
    return {
      append: async (appends) => {
        const actual = new Map<string, number>();
        for (const { stream } of appends)
          for await (const batch of store.read([stream])) actual.set(stream, batch.at(-1)!.version);
        const late = ({ stream, expected }: Append): boolean =>
          expected !== 'any' && expected !== (actual.get(stream) ?? 0);
        return oneByOne(store, async (append) =>
          late(append) ? { status: 'stale', actual: actual.get(append.stream) ?? 0 } : undefined,
        )(appends);
      },
    };
  },
  'answers in the wrong order': (store) => ({
    append: async (appends) => [...(await store.append(appends))].reverse(),
  }),
  'normalises text': (store) => ({
    append: changing(store, (append) =>
      mapEvents(append, (event) => ({ ...event, body: event.body.normalize('NFC') })),
    ),
  }),
  'writes the JSON anew': (store) => ({
    append: changing(store, (append) =>
      mapEvents(append, (event) => ({ ...event, body: event.body.trim() && JSON.stringify(JSON.parse(event.body)) })),
    ),
  }),
  'cuts long bodies': (store) => ({
    append: changing(store, (append) =>
      mapEvents(append, (event) => ({ ...event, body: event.body.slice(0, 100_000) })),
    ),
  }),
  'trims stream names': (store) => ({
    append: changing(store, (append) => ({ ...append, stream: append.stream.trim() })),
  }),
  'takes whatever it gets': (store) => ({
    append: (appends) =>
      store.append(appends).catch(() => appends.map((): Outcome => ({ status: 'appended', placed: [] }))),
  }),
  'writes the good part of a malformed call': (store) => ({
    append: async (appends) => {
      const outcomes = [];
      for (const append of appends) outcomes.push((await store.append([append]))[0]!);
      return outcomes;
    },
  }),
};
