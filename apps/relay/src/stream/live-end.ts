import type { EventStore } from '@rapport/event-store';
import { frameOf } from './frame';
import { Ring, type RingLimits } from './ring';

interface Run {
  readonly ring: Promise<Ring>;
  readonly stop: AbortController;
}

/** The one follower at the end of the log for all streams of a process: a thousand readers ask the store once. */
export class LiveEnd {
  private run: Run | undefined;

  /** `lost` is told when the log can't be followed any more; the next `open` begins anew. */
  constructor(
    private readonly store: Pick<EventStore, 'follow' | 'head'>,
    private readonly limits: RingLimits,
    private readonly lost: (error: unknown) => void,
  ) {}

  /** What comes from now on. @throws when the store does not say where now is. */
  open(): Promise<Ring> {
    if (this.run) return this.run.ring;
    const stop = new AbortController();
    const run: Run = { stop, ring: this.begin(stop.signal) };
    this.run = run;
    run.ring.then(
      (ring) => this.follow(ring, run),
      () => this.end(run),
    );
    return run.ring;
  }

  close(): void {
    if (this.run) this.end(this.run);
  }

  private async begin(signal: AbortSignal): Promise<Ring> {
    const { position } = await this.store.head();
    signal.throwIfAborted();
    return new Ring(position, this.limits);
  }

  private async follow(ring: Ring, run: Run): Promise<void> {
    try {
      for await (const batch of this.store.follow(ring.head, run.stop.signal)) ring.push(batch.map(frameOf));
      if (!run.stop.signal.aborted) throw new Error('the event store was closed');
    } catch (error) {
      if (this.end(run)) this.lost(error);
    }
  }

  /** False when it had ended before. */
  private end(run: Run): boolean {
    const open = !run.stop.signal.aborted;
    run.stop.abort();
    if (this.run === run) this.run = undefined;
    return open;
  }
}
