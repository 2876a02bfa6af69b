import { setTimeout as pause } from 'node:timers/promises';
import type { EventStore } from '@rapport/event-store';
import type { Fact } from '@rapport/events';
import type { Checkpoint } from './checkpoint';
import type { Feed } from './feed';
import type { Lease } from './lease';
import type { SliceRange } from './slices';
import type { Versioned } from './wait-for';

/** Some followers that stand at one checkpoint and move together. */
export interface Lane {
  readonly projections: readonly Versioned[];
  readonly range: SliceRange;
  readonly from: Checkpoint;
  /**
   * Takes in the facts after a checkpoint in one transaction; returns the next checkpoint. With `settled` it waits for that
   * before it writes anything.
   */
  take(facts: readonly Fact[], from: Checkpoint, lease: Lease, settled?: () => Promise<unknown>): Promise<Checkpoint>;
  /** Resolves once the facts up to the returned position, which is not before `wanted`, may be taken. */
  until?(wanted: string, signal: AbortSignal): Promise<string>;
  /** True when nothing that `until` waits for can change what these facts come to: only their writing must wait for it. */
  beginsEarly?(facts: readonly Fact[]): boolean;
  /** How long it rests after a small batch, milliseconds, so that the next one is larger: for lanes that nobody waits for. */
  readonly restMs?: number;
  /** Now and then, between batches. */
  between?(at: Checkpoint, lease: Lease): Promise<void>;
  /** Once it moves no more: resolves when nothing of it is under way. */
  end?(): Promise<void>;
}

/** The store's history is not the one that a checkpoint was made from. It must stop: a person has to look. */
export class HistoryMismatch extends Error {
  constructor(at: Checkpoint, found: string | undefined) {
    super(`event ${at.eventId} was at ${at.position}, the store has it at ${found ?? 'no position'}: another history`);
    this.name = 'HistoryMismatch';
  }
}

/** Most facts of one transaction. */
const BATCH_MAX = 4_000;
const BETWEEN_MS = 500;
/** A batch of so many facts is worth its transaction. */
const SMALL = 500;

/** A lane on its way, as health sees it. */
export interface LaneProgress {
  readonly lane: Lane;
  at: Checkpoint;
  /** When the oldest fact that waits to be taken was recorded. */
  waitingSince: string | null;
}

export interface LaneParts {
  readonly store: Pick<EventStore, 'find'>;
  readonly feed: Feed;
  readonly lease: Lease;
  readonly signal: AbortSignal;
}

/** Checks that the store still has the checkpoint's event where it was. @throws HistoryMismatch */
export const checkHistory = async (store: Pick<EventStore, 'find'>, at: Checkpoint): Promise<void> => {
  if (at.eventId === null) return;
  const [found] = await store.find([at.eventId]);
  if (found?.position !== at.position) throw new HistoryMismatch(at, found?.position);
};

/** Moves a lane along the log until the signal aborts; a batch that has begun is finished. */
export const runLane = (progress: LaneProgress, parts: LaneParts): Promise<void> =>
  moved(progress, parts).finally(() => progress.lane.end?.());

const moved = async (progress: LaneProgress, parts: LaneParts): Promise<void> => {
  const { lane } = progress;
  const { feed, lease, signal } = parts;
  await checkHistory(parts.store, progress.at);
  const reader = feed.reader(progress.at.position, signal);
  let facts: readonly Fact[] = [];
  let next: Promise<readonly Fact[]> | undefined;
  for (let lastBetween = performance.now(); !signal.aborted;) {
    if (lane.between && performance.now() - lastBetween > BETWEEN_MS) {
      await lane.between(progress.at, lease);
      lastBetween = performance.now();
    }
    if (facts.length === 0) {
      next ??= reader.next(BATCH_MAX);
      const arrived = lane.between ? await orTick(next) : await next;
      if (arrived === undefined) continue;
      facts = arrived;
      next = undefined;
    }
    progress.waitingSince = facts[0]!.recordedAt;
    const { ready, settled } = await readyOf(lane, facts, signal);
    progress.at = await lane.take(ready, progress.at, lease, settled);
    facts = facts.slice(ready.length);
    progress.waitingSince = facts[0]?.recordedAt ?? null;
    if (lane.restMs !== undefined && ready.length < SMALL) {
      await pause(lane.restMs, undefined, { signal }).catch(() => undefined);
    }
  }
};

/** The facts that can be taken now, and what their writing must wait for. */
const readyOf = async (lane: Lane, facts: readonly Fact[], signal: AbortSignal) => {
  if (!lane.until) return { ready: facts };
  // Of a large batch, what is ready first is worth taking first.
  if (facts.length < SMALL && lane.beginsEarly?.(facts)) {
    return { ready: facts, settled: () => lane.until!(facts.at(-1)!.position, signal) };
  }
  const end = await lane.until(facts[0]!.position, signal);
  return { ready: facts.filter(({ position }) => position <= end) };
};

/** What comes first: the facts, or undefined after a moment. */
const orTick = (next: Promise<readonly Fact[]>): Promise<readonly Fact[] | undefined> => {
  let timer: NodeJS.Timeout;
  const tick = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), BETWEEN_MS)));
  return Promise.race([next, tick]).finally(() => clearTimeout(timer));
};
