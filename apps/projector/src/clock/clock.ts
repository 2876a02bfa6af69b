import type { Pool } from 'pg';
import type { EventStore } from '@rapport/event-store';
import type { Fact } from '@rapport/events';
import {
  clockStream,
  closedDays,
  dayEnded,
  lookNext,
  pendingPromises,
  promiseChanges,
  type ClosedDays,
  type Log,
  type OwnFollower,
  type OwnFollowerSpec,
} from '@rapport/read-db';
import { look } from './deadlines';
import { dueDays } from './due-days';

/** What the clock works with. */
export interface ClockParts {
  readonly pool: Pool;
  readonly store: EventStore;
  /** The company's time zone. */
  readonly zone: string;
  readonly now: () => Date;
  /** The moment up to which time has passed by everybody's clock; asked before anything is said for good. */
  readonly passed: () => Promise<Date>;
  readonly log: Log;
}

type Take = Parameters<OwnFollower['take']>[1];

/** Days in one append; a clock that was off for years catches up in a few. */
const DAYS_AT_ONCE = 200;
const LIVE = { by: 'clock', historical: false } as const;

/** The first event's time of recording; null = the log is empty. */
const beginOf = async (store: EventStore): Promise<string | null> => {
  if ((await store.head()).eventId === null) return null;
  const enough = new AbortController();
  for await (const [first] of store.follow(null, enough.signal)) {
    enough.abort();
    return first!.recordedAt;
  }
  return null;
};

/**
 * Turns the passing of time into events: days that ended, promises that fall due. It follows the log to know of promises, and
 * speaks between batches. Two clocks at once do no harm: what one has said the other cannot say again.
 */
export class Clock implements OwnFollower {
  #days: ClosedDays | undefined;
  #begins: string | null = null;
  /** The end of the log as it was at a moment: once the clock has read that far, it knows everything of before. */
  #seen: { readonly at: string; readonly position: string } | undefined;

  constructor(private readonly parts: ClockParts) {}

  async take(facts: readonly Fact[], commit: Take): Promise<void> {
    await commit(await promiseChanges(this.parts.pool, this.parts.store, facts));
    if (facts.some(({ type }) => type === 'DayEnded')) this.#days = undefined;
  }

  async between({ position }: { readonly position: string }, held: () => Promise<void>): Promise<void> {
    await this.#closeDays(held);
    if (this.#seen && position >= this.#seen.position) {
      await this.#sayDeadlines(this.#seen.at, held);
      this.#seen = undefined;
    }
    if (!this.#seen) {
      const at = this.parts.now().toISOString();
      const head = await this.parts.store.head();
      this.#seen = { at, position: head.eventId === null ? '' : head.position };
    }
  }

  async #closeDays(held: () => Promise<void>): Promise<void> {
    const { store, zone, now, passed, log } = this.parts;
    this.#begins ??= await beginOf(store);
    this.#days ??= await closedDays(store, zone);
    if (dueDays(this.#days, zone, this.#begins, now()).length === 0) return;
    const due = dueDays(this.#days, zone, this.#begins, await passed()).slice(0, DAYS_AT_ONCE);
    if (due.length === 0) return;
    await held();
    const events = due.map((date) => dayEnded(zone, { date, span: 'day', restatement: 0 }, LIVE));
    const [outcome] = await store.append([{ stream: clockStream(zone), expected: this.#days.version, events }]);
    // Whether it was us or somebody else: the stream says what is closed now.
    this.#days = undefined;
    if (outcome!.status === 'appended') log('info', 'days closed', { zone, from: due[0], to: due.at(-1) });
  }

  async #sayDeadlines(seen: string, held: () => Promise<void>): Promise<void> {
    const { pool, store, passed } = this.parts;
    if ((await pendingPromises(pool, seen)).length === 0) return;
    const at = [seen, (await passed()).toISOString()].sort()[0]!;
    const promises = await pendingPromises(pool, at);
    if (promises.length === 0) return;
    await held();
    const looked = promises.map((promise) => ({ promise, ...look(promise, at) }));
    const appends = looked.flatMap(({ say }) => say ?? []);
    if (appends.length > 0) await store.append(appends);
    await lookNext(pool, new Map(looked.map(({ promise, next }) => [promise.eventId, next])));
  }
}

/** The clock as one of the projector's followers. */
export const clockSpec = (parts: ClockParts): OwnFollowerSpec => ({
  ...{ name: 'clock', version: 1 },
  open: async () => new Clock(parts),
});
