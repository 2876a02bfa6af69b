import { randomUUID } from 'node:crypto';
import assert from 'node:assert/strict';
import type { Append, EventStore, NewEvent, Outcome, Placed, StoredEvent } from '../event-store';
import type { Position } from '../position';

/** One promise of the contract: passes on every engine, and fails on an engine that breaks it. */
export interface Check {
  readonly name: string;
  /** Opens a fresh, empty store and closes it at the end; throws an AssertionError when the promise is broken. */
  run(open: () => Promise<EventStore>): Promise<void>;
}

/** Builds a check from what it does with one empty store. */
export const check = (name: string, body: (store: EventStore) => Promise<void>): Check => ({
  name,
  async run(open) {
    const store = await open();
    try {
      await body(store);
    } finally {
      await store.close();
    }
  },
});

export const anEvent = (over: Partial<NewEvent> = {}): NewEvent => {
  const id = over.id ?? randomUUID();
  return { id, type: 'PurchaseMade', body: `{"n":"${id}"}`, fingerprint: '', ...over };
};
export const events = (count: number): NewEvent[] => Array.from({ length: count }, () => anEvent());
export const aStream = (): string => `customer-${randomUUID()}`;
export const to = (stream: string, list: readonly NewEvent[], expected: number | 'any' = 'any'): Append => ({
  stream,
  expected,
  events: list,
});

/** Appends one append and gives back its outcome. */
export const append = async (store: EventStore, one: Append): Promise<Outcome> => {
  const outcomes = await store.append([one]);
  assert.equal(outcomes.length, 1, 'one outcome per append');
  return outcomes[0]!;
};

/** The places of an outcome that must have this status. */
export const placed = (
  outcome: Outcome | undefined,
  status: 'appended' | 'duplicate' = 'appended',
): readonly Placed[] => {
  assert.equal(outcome?.status, status);
  return (outcome as { placed: readonly Placed[] }).placed;
};

/** Appends one append that must succeed. */
export const appended = async (store: EventStore, one: Append): Promise<readonly Placed[]> => {
  const places = placed(await append(store, one));
  assert.equal(places.length, one.events.length, 'one place per event');
  return places;
};

export const readAll = async (
  store: EventStore,
  streams: readonly string[],
  upTo?: Position,
): Promise<StoredEvent[]> => {
  const all: StoredEvent[] = [];
  for await (const batch of upTo === undefined ? store.read(streams) : store.read(streams, upTo)) all.push(...batch);
  return all;
};

/** Starts something that is awaited later; should it fail before, that is no unhandled rejection. */
export const meanwhile = <T>(work: Promise<T>): Promise<T> => {
  work.catch(() => undefined);
  return work;
};

/** How long a silent log is waited for, milliseconds: more than any engine's slow poll. Shorter for engines in memory. */
export const patience = { silence: 1_500 };

/** Follows until `count` events have come (fewer when the log falls silent for a while), then a moment longer for repeats. */
export const followed = async (store: EventStore, after: Position | null, count: number): Promise<StoredEvent[]> => {
  const stop = new AbortController();
  let timer = setTimeout(() => stop.abort(), patience.silence);
  const all: StoredEvent[] = [];
  for await (const batch of store.follow(after, stop.signal)) {
    assert.ok(batch.length > 0, 'a batch is never empty');
    all.push(...batch);
    clearTimeout(timer);
    timer = setTimeout(() => stop.abort(), all.length >= count ? 30 : patience.silence);
  }
  clearTimeout(timer);
  return all;
};

export const ids = (list: readonly { readonly id: string }[]): string[] => list.map((event) => event.id);

/** Rising positions without exception. */
export const assertRising = (list: readonly { readonly position: Position }[]): void => {
  for (let i = 1; i < list.length; i++)
    assert.ok(list[i - 1]!.position < list[i]!.position, 'positions rise in the order of the log');
};
