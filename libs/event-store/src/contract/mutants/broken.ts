import type { Append, EventStore, NewEvent, Outcome, Placed, StoredEvent } from '../../event-store';
import { memoryEventStore } from '../../memory';
import { epochOf, ordinalOf, position } from '../../position';

/** An engine with one fault: what it does instead of the reference engine. */
export type Mutant = (store: EventStore) => Partial<EventStore>;

/** Wraps a fresh reference engine with the fault. */
export const broken = (mutant: Mutant): EventStore => {
  const store = memoryEventStore();
  return { ...store, ...mutant(store) };
};

type Batches = AsyncIterable<readonly StoredEvent[]>;
export const each = async function* (
  from: Batches,
  change: (batch: readonly StoredEvent[]) => readonly StoredEvent[],
): Batches {
  for await (const batch of from) {
    const changed = change(batch);
    if (changed.length > 0) yield changed;
  }
};
export const before = (at: string): string => position(epochOf(at), BigInt(ordinalOf(at)) - 1n);
export const withPlaced = (outcome: Outcome, change: (placed: readonly Placed[]) => readonly Placed[]): Outcome =>
  'placed' in outcome ? { ...outcome, placed: change(outcome.placed) } : outcome;
/** Appends one by one, each changed first or answered otherwise. */
export const oneByOne =
  (store: EventStore, one: (append: Append) => Promise<Outcome | undefined>): EventStore['append'] =>
  async (appends) => {
    const outcomes: Outcome[] = [];
    for (const append of appends) outcomes.push((await one(append)) ?? (await store.append([append]))[0]!);
    return outcomes;
  };
export const changing =
  (store: EventStore, change: (append: Append) => Append): EventStore['append'] =>
  (appends) =>
    store.append(appends.map(change));
export const answering =
  (store: EventStore, change: (outcome: Outcome) => Outcome): EventStore['append'] =>
  async (appends) =>
    (await store.append(appends)).map(change);
export const mapEvents = (append: Append, change: (event: NewEvent) => NewEvent): Append => ({
  ...append,
  events: append.events.map(change),
});
