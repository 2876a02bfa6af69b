import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore, Position } from '@rapport/event-store';
import type { LogFilter } from '../log-filter';
import { frameOf, heartbeatAt } from './frame';
import { type Chunk, type Ring, chunkOf } from './ring';
import type { Turns } from './turns';

/** What a client asked for. */
export interface Wanted {
  readonly filter: LogFilter;
  /** Names the filter: equal texts, equal filters. */
  readonly key: string;
  /** Whether whoever asked still may. */
  allowed(): Promise<boolean>;
}

/** What readers share. */
export interface Shared {
  readonly store: Pick<EventStore, 'follow'>;
  readonly ring: Ring;
  readonly turns: Turns;
  readonly chunk: number;
  /** Milliseconds of silence after which it says that it is there; as often it asks whether the client still may. */
  readonly heartbeat: number;
  /** Told of what a reader cannot get over. */
  failed(error: unknown): void;
}

/** How long somebody who reads the past may take for a chunk without losing the turn. */
const PATIENCE_MS = 1_000;
const TURN_MS = 2_000;
/** A client that takes nothing for so long is gone, or as good as that. */
const STALLED_MS = 300_000;

/**
 * One client's way through the log. It keeps a place and no queue: what a client has not taken stays in the log. At most one
 * chunk waits for the client; only when that is gone is there another. Who fell out of the ring reads from the log
 * until the ring has what comes next.
 */
export class Reader {
  private full = false;
  private behind = false;
  private wroteAt = performance.now();
  private checkedAt = performance.now();
  private readonly closed = new AbortController();

  constructor(
    private readonly wire: Writable,
    private at: Position,
    private readonly wanted: Wanted,
    private readonly shared: Shared,
  ) {
    wire.on('drain', () => (this.full = false));
    wire.once('close', () => this.closed.abort());
  }

  /** Everything up to here was handed over or passed over. */
  get place(): Position {
    return this.at;
  }

  /** Hands over what has come since, unless the client still has to take what it was given. */
  flush(now = performance.now()): void {
    this.beat(now);
    if (this.full || this.behind || this.closed.signal.aborted) return;
    const { ring } = this.shared;
    if (!ring.covers(this.at)) return void this.catchUp();
    for (let cut = true; cut && !this.full;) {
      const chunk = ring.after(this.at, this.wanted.filter, this.wanted.key);
      this.hand(chunk);
      cut = chunk.cut;
      // A burst goes on as soon as there is room; else the next flush is early enough.
      if (cut && this.full) this.wire.once('drain', () => this.flush());
    }
  }

  /** Ends the stream so that the client comes again; one that does not read is cut off. */
  end(): void {
    if (this.full) this.wire.destroy();
    else this.wire.end();
  }

  /** Ends the connection, whatever is on its way. */
  cut(): void {
    this.wire.destroy();
  }

  private hand({ bytes, upTo }: Chunk): void {
    this.at = upTo;
    if (bytes) this.write(bytes);
  }

  private write(bytes: Buffer): void {
    this.wroteAt = performance.now();
    if (!this.wire.write(bytes)) this.full = true;
  }

  private beat(now: number): void {
    const { heartbeat } = this.shared;
    if (this.full) {
      if (now - this.wroteAt > STALLED_MS) this.wire.destroy();
      return;
    }
    if (now - this.wroteAt >= heartbeat) this.write(heartbeatAt(this.at));
    if (now - this.checkedAt < heartbeat) return;
    this.checkedAt = now;
    // When nobody knows, the stream goes on: a database that is away is no reason to send everybody away.
    void this.wanted.allowed().then(
      (still) => still || this.end(),
      () => undefined,
    );
  }

  private async catchUp(): Promise<void> {
    this.behind = true;
    try {
      await this.shared.turns.take(() => this.readOn());
    } catch (error) {
      if (!this.closed.signal.aborted) this.shared.failed(error);
      this.wire.destroy();
    } finally {
      this.behind = false;
    }
  }

  /** One turn: not longer than a moment, because others wait. */
  private async readOn(): Promise<void> {
    const { store, ring, chunk: most } = this.shared;
    const until = performance.now() + TURN_MS;
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, this.closed.signal]);
    if (signal.aborted || ring.covers(this.at)) return;
    try {
      for await (const batch of store.follow(this.at, signal)) {
        const frames = batch.map(frameOf);
        for (let next = 0; next < frames.length;) {
          const chunk = chunkOf(frames, next, this.wanted.filter, most);
          this.hand(chunk);
          next = chunk.next;
          if (this.full && !(await this.drained())) return;
        }
        if (ring.covers(this.at) || performance.now() > until) return;
      }
    } finally {
      stop.abort();
    }
  }

  private async drained(): Promise<boolean> {
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.closed.signal]);
    const ends = [once(this.wire, 'drain', { signal }), sleep(PATIENCE_MS, undefined, { signal })];
    await Promise.race(ends).catch(() => undefined);
    over.abort();
    await Promise.allSettled(ends);
    return !this.full;
  }
}
