import { ordinalOf, type EventStore, type Head } from '@rapport/event-store';
import type { Pool } from 'pg';
import type { Anchor } from '../anchor';
import { witnesses } from '../anchor-rows';
import type { Entry } from '../link';
import { explainDifference } from './explain-difference';
import { namedEvent, type Finding } from './finding';
import { suspectIn } from './suspect';
import { untilHead } from './until-head';
import type { Point, WalkEnd } from './walk';

/** What an explanation may look at. */
export interface Scene {
  readonly store: EventStore;
  readonly pool: Pool;
  readonly head: Head;
  /** The newest anchor of the database when the walk began. */
  readonly newest: number;
  readonly start: Point;
}

/** Says what kept a walk from its end; null when nothing did. */
export const explainEnd = async (end: WalkEnd, scene: Scene): Promise<Finding | null> => {
  if (end.is === 'done') return null;
  if (end.is === 'unclear') return explainUnclear(end, scene);
  if (end.is === 'moved') return explainMoved(end, scene);
  const { store, pool, start, newest } = scene;
  const evidence = entriesFrom(pool, end.difference.entry, start.number, newest);
  return explainDifference(end.difference, { store, evidence });
};

/** The evidence from an entry on. */
async function* entriesFrom(pool: Pool, entry: Entry, after: number, upTo: number): AsyncGenerator<Entry> {
  let isReached = false;
  for await (const { segment } of witnesses(pool, after, upTo)) {
    for (const one of segment?.entries ?? []) {
      isReached ||= one.head === entry.head && one.body === entry.body;
      if (isReached) yield one;
    }
  }
}

/** All positions that an anchor covers are known where none was left out: there, the first gap is where it began. */
const explainMoved = async (
  { mark, from, last, event }: Extract<WalkEnd, { is: 'moved' }>,
  { store, head }: Scene,
): Promise<Finding> => {
  const detail = `anchor ${mark.number} has its last event at position ${ordinalOf(mark.position)}`;
  if (event) return { kind: 'renumbered', event: namedEvent(event), between: null, detail };
  const upTo = { ...head, position: last.position, eventId: last.id };
  const suspect = await suspectIn(untilHead(store, from.position, upTo), from.position, isDense(mark, from));
  const between = { first: from.count + 1, last: mark.count };
  return { kind: 'renumbered', event: namedEvent(suspect?.event ?? last), between, detail };
};

/** True when no position was left out between the two. */
const isDense = (mark: Anchor, { position, count }: Point): boolean =>
  BigInt(ordinalOf(mark.position)) - BigInt(position === null ? 0 : ordinalOf(position)) === BigInt(mark.count - count);

/** Neither store nor evidence give the anchor's link: what an event says of itself and of its neighbours is all that is left. */
const explainUnclear = async (
  { mark, from, count, last }: Extract<WalkEnd, { is: 'unclear' }>,
  { store, head }: Scene,
): Promise<Finding> => {
  const begin = from.position;
  const ordinal = BigInt(begin === null ? 0 : ordinalOf(begin));
  const between = { first: from.count + 1, last: mark.count };
  const about = `the events do not give the link of anchor ${mark.number}, and no evidence is left that does`;
  const upTo = last ? { ...head, position: last.position, eventId: last.id } : head;
  const suspect = await suspectIn(untilHead(store, begin, upTo), begin, isDense(mark, from));
  if (suspect)
    return { kind: 'changed', event: namedEvent(suspect.event), between, detail: `${about}; ${suspect.detail}` };
  if (count < mark.count) {
    const place = BigInt(last ? ordinalOf(last.position) : ordinal) + 1n;
    const id = count + 1 === mark.count ? mark.eventId : null;
    const event = { id, position: String(place), stream: null, version: null, type: null, recordedAt: null };
    const detail = `the log ends after ${count} events, anchor ${mark.number} speaks of ${mark.count}; its last was ${mark.eventId}`;
    return { kind: 'cut', event, between: { first: count + 1, last: mark.count }, detail };
  }
  for await (const [event] of untilHead(store, begin, upTo)) {
    if (event) return { kind: 'changed', event: namedEvent(event), between, detail: about };
  }
  return { kind: 'changed', event: null, between, detail: about };
};
