import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import { type Company, SetAside } from './company';
import { GivingWay } from './giving-way';
import type { Advance, Pace } from './pace';
import { change } from './record';
import type { ReplayPhase } from './replays';

/** Somebody called the replay off. */
export class Cancelled extends Error {
  constructor() {
    super('the replay was cancelled');
    this.name = 'Cancelled';
  }
}

const TELL_MS = 400;
const LOOK_MS = 200;
/** Half-life of the moving average. */
const AVERAGE_MS = 3_000;

/** Writes a replay's progress down and obeys what people ask of it. */
export class Steering implements Pace {
  #told = { at: performance.now(), events: 0 };
  #rate: number | null = null;
  #events = 0;
  /** Of the phases before this one. */
  #before = 0;
  #looked = 0;
  readonly #way: GivingWay;

  constructor(
    private readonly pool: Pool,
    private readonly id: string,
    private readonly signal: AbortSignal,
    /** True while events come in that live has to fold. */
    busy: () => Promise<boolean>,
    /** Those who read the log with it. */
    private company?: Company,
  ) {
    this.#way = new GivingWay(busy, signal);
  }

  /** Begins a phase that has so many events before it, up to `head`. */
  async enter(phase: ReplayPhase, more: { readonly events?: number; readonly head?: string } = {}): Promise<void> {
    const { events = 0, head } = more;
    // What comes after the reading is for each alone.
    if (phase !== 'reading') this.company = undefined;
    this.#way.restart();
    this.#before = this.#events;
    this.#told = { at: performance.now(), events: this.#before };
    const counted = { events: this.#before, total: this.#before + events };
    await this.#obey(await change(this.pool, this.id, { phase, ...counted, ...(head === undefined ? {} : { head }) }));
  }

  async step({ position, events, total, rows }: Advance): Promise<void> {
    this.signal.throwIfAborted();
    this.#events = this.#before + events;
    const now = performance.now();
    const passed = now - this.#told.at;
    if (passed < TELL_MS) return;
    const told = {
      ...{ position, events: this.#events, perSecond: this.#average(passed) },
      ...(rows === undefined ? {} : { rows }),
      ...(total === undefined ? {} : { total: this.#before + total }),
    };
    this.#told = { at: now, events: this.#events };
    await this.#obey(await change(this.pool, this.id, told));
    await (this.company ?? this.#way).rest();
  }

  /** Events of all phases so far. */
  get events(): number {
    return this.#events;
  }

  #average(passed: number): number | null {
    const more = this.#events - this.#told.events;
    const rate = (more * 1_000) / passed;
    const weight = 0.5 ** (passed / AVERAGE_MS);
    if (more > 0) this.#rate = this.#rate === null ? rate : this.#rate * weight + rate * (1 - weight);
    return this.#rate;
  }

  /** Between steps that have no events to count; looks for what people wish now and then, since each look is a commit. */
  async look(): Promise<void> {
    this.signal.throwIfAborted();
    const now = performance.now();
    if (now - this.#looked < LOOK_MS) return;
    this.#looked = now;
    await this.#obey(await change(this.pool, this.id, {}, 'phase = phase'));
  }

  async #obey(wish: string | null): Promise<void> {
    if (wish === 'cancel') throw new Cancelled();
    if (wish !== 'pause') return;
    // What was wished for in this moment stays wished for.
    let said = await change(this.pool, this.id, { state: 'paused', perSecond: null }, `wish = nullif(wish, 'pause')`);
    if (this.company && !this.company.isAlone) throw new SetAside();
    while (said !== 'resume') {
      if (said === 'cancel') throw new Cancelled();
      await pause(LOOK_MS, undefined, { signal: this.signal });
      said = await change(this.pool, this.id, {}, 'phase = phase');
    }
    await change(this.pool, this.id, { state: 'running', wish: null });
    this.#told = { ...this.#told, at: performance.now() };
    this.#way.restart();
  }
}
