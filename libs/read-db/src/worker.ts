import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { EventStore } from '@rapport/event-store';
import { ShapeTooNew } from '@rapport/events';
import { mustStand, recordFault, type Fault } from './checkpoint';
import type { Feed } from './feed';
import { runLane, type Lane, type LaneProgress } from './lane';
import { nextPause, runLaneAgain, type Failing } from './lane-again';
import { acquire, Fenced, keep, release, type Lease } from './lease';
import { isGone } from './lost/gone';
import { faultText, isHistoryFault } from './resume/history-fault';
import { mayBeOfOne, WentApart } from './views/apart';

/** Where log lines go. */
export type Log = (
  level: 'info' | 'warn' | 'error',
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;

/**
 * - `waiting`: somebody else holds the lease;
 * - `running`;
 * - `failing`: the last attempt failed, another one follows;
 * - `stopped`: it must not go on before a person has looked, or it was told to stop.
 */
export interface WorkerState {
  readonly name: string;
  readonly state: 'waiting' | 'running' | 'failing' | 'stopped';
  readonly fault: string | null;
}

export interface WorkerParts {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly feed: Feed;
  readonly owner: string;
  readonly ttlMs: number;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Makes tables again that are gone; called when a run has failed because of one. */
  readonly mend?: () => Promise<void>;
  /** Lanes that stand at one place and have nothing to do become one, so long after they were opened at the earliest; ms, 10,000 when absent. */
  readonly regroupMs?: number;
}

const REGROUP_MS = 10_000;

/** All that it would follow is left to others: it keeps the lease until that changes. */
const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => (signal.aborted ? done() : signal.addEventListener('abort', () => done(), { once: true })));

/** Failures that trying again cannot mend. */
const isFatal = (error: unknown): boolean =>
  isHistoryFault(error) || error instanceof ShapeTooNew || error instanceof SyntaxError;

/** Ends a run that has nothing wrong: the next one starts from the tables, with other lanes. */
const isAnew = (error: unknown): boolean =>
  error === undefined || error instanceof Fenced || error instanceof WentApart;

/** True of several lanes that stand at one place, where nothing comes. */
const couldBeOne = (lanes: readonly LaneProgress[]): boolean =>
  lanes.length > 1 &&
  lanes.every(({ at, waitingSince }) => at.position === lanes[0]!.at.position && waitingSince === null);

/**
 * Holds a lease and runs its lanes as long as it has it. A lost lease or a failure ends the run; the next one starts from the
 * committed checkpoints with nothing remembered.
 */
export class Worker {
  #state: WorkerState;
  #lanes: readonly LaneProgress[] = [];
  /** Whose failure ended the last run: all of them, where none had begun. */
  #blamed: readonly Lane[] = [];

  constructor(
    readonly name: string,
    private readonly open: (lease: Lease) => Promise<readonly Lane[]>,
    private readonly parts: WorkerParts,
  ) {
    this.#state = { name, state: 'waiting', fault: null };
  }

  get state(): WorkerState {
    return this.#state;
  }

  get lanes(): readonly LaneProgress[] {
    return this.#lanes;
  }

  /** Runs until the signal aborts or a fault stops it; never throws. */
  async run(): Promise<void> {
    const { signal, log } = this.parts;
    for (let delay = 0; !signal.aborted;) {
      const began = performance.now();
      const error = await this.#hold().then(() => undefined, (reason: unknown) => reason ?? 'unknown'); // prettier-ignore
      if (signal.aborted) break;
      if (error instanceof WentApart) log('warn', `${this.name}: ${error.message}`);
      if (isAnew(error)) continue;
      const fault = faultText(error);
      if (isFatal(error)) return this.#stop(fault);
      this.#state = { name: this.name, state: 'failing', fault };
      delay = nextPause(delay, performance.now() - began);
      log('warn', `${this.name} failed and will try again`, { fault, delayMs: delay });
      await this.#record(this.#blamed, { fault, againInMs: delay });
      await pause(delay, undefined, { signal }).catch(() => undefined);
      if (isGone(error)) await this.parts.mend?.();
    }
    this.#state = { name: this.name, state: 'stopped', fault: null };
  }

  /** One time of holding the lease. */
  async #hold(): Promise<void> {
    const { pool, owner, ttlMs, signal, store, feed, regroupMs = REGROUP_MS } = this.parts;
    const opened = performance.now();
    const lease = await acquire(pool, this.name, owner, ttlMs);
    if (lease === undefined) {
      this.#state = { name: this.name, state: 'waiting', fault: null };
      await pause(ttlMs / 4, undefined, { signal }).catch(() => undefined);
      return;
    }
    const lost = new AbortController();
    const held = AbortSignal.any([signal, lost.signal]);
    // What was believed in the last time of holding it says nothing of what stands in the tables now.
    let lanes: readonly LaneProgress[] = [];
    const beat = setInterval(() => {
      if (performance.now() - opened > regroupMs && couldBeOne(lanes)) return lost.abort(new Fenced(this.name));
      void this.#beat(lease, lanes).catch((reason: unknown) => lost.abort(reason));
    }, ttlMs / 3);
    this.#blamed = this.#lanes.map(({ lane }) => lane);
    try {
      lanes = (await this.open(lease)).map((lane) => ({ lane, at: lane.from, waitingSince: null }));
      this.#lanes = lanes;
      this.#state = { name: this.name, state: 'running', fault: null };
      this.#blamed = [];
      const parts = { store, feed, lease, signal: held };
      const run = (progress: LaneProgress) =>
        (lanes.length > 1 ? runLaneAgain(progress, parts, this.#failing(progress)) : runLane(progress, parts)).catch(
          (reason: unknown) => {
            if (!held.aborted) {
              this.#blamed = [progress.lane];
              lost.abort(reason);
            }
            throw reason;
          },
        );
      const nothing = this.#lanes.length === 0 ? [untilAborted(held)] : [];
      const ends = await Promise.allSettled([...this.#lanes.map(run), ...nothing]);
      const failed = ends.find((end) => end.status === 'rejected');
      if (failed) throw lost.signal.aborted ? lost.signal.reason : failed.reason;
    } finally {
      clearInterval(beat);
      await release(pool, lease).catch(() => undefined);
    }
  }

  /** What is done about a lane that fails beside others. */
  #failing({ lane }: LaneProgress): Failing {
    const names = lane.projections.map(({ name }) => name).join(', ');
    return {
      isOwn: (error) => !isAnew(error) && !isFatal(error) && mayBeOfOne(error),
      failed: async (error, againInMs) => {
        const fault = faultText(error);
        this.parts.log('warn', `${names} failed and will try again`, { fault, delayMs: againInMs });
        await this.#record([lane], { fault, againInMs });
      },
      again: async (error) => void (isGone(error) && (await this.parts.mend?.())),
    };
  }

  /** Keeps the lease, and looks whether a crash of the database took back what nobody waited for: while nothing comes, nobody else does. */
  async #beat(lease: Lease, lanes: readonly LaneProgress[]): Promise<void> {
    const { pool, ttlMs } = this.parts;
    const believed = lanes.map(({ lane: { projections, range }, at }) => ({ projections, range, at }));
    await keep(pool, lease, ttlMs);
    await mustStand(pool, believed, lease);
  }

  async #stop(fault: string): Promise<void> {
    this.#state = { name: this.name, state: 'stopped', fault };
    this.parts.log('error', `${this.name} has stopped: ${fault}`, { fault });
    await this.#record(this.#lanes.map(({ lane }) => lane), { fault, againInMs: null }); // prettier-ignore
  }

  /** Where others can read it; a database that is away or full cannot take it down. */
  async #record(lanes: readonly Lane[], fault: Fault): Promise<void> {
    for (const { projections, range } of lanes) {
      await recordFault(this.parts.pool, projections, range, fault).catch(() => undefined);
    }
  }
}
