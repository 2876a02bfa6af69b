import { randomUUID } from 'node:crypto';
import {
  type Append,
  EpochMismatch,
  InvalidAppend,
  type Outcome,
  OutcomeUnknown,
  StoreBusy,
  StoreClosed,
  position,
} from '@rapport/event-store';
import { backOff, isPassing } from '../postgres/failure';
import { Queue } from '../postgres/queue';
import { type Request, requestsOf } from '../postgres/request';
import type { Attempted, EventIndex, Known, Verdict } from './event-index';
import { ServerRefused } from './failure';
import { inParallel } from './in-parallel';
import { ClaimLost, HistoryMissing, type Placing } from './placing';
import type { Recorded } from './records';

/** Limits of the lane. */
export interface LaneLimits {
  readonly queuedEvents: number;
  /** UTF-16 units of queued bodies. */
  readonly queuedSize: number;
  /** How long to go on finding out what became of an append, milliseconds. */
  readonly deadline: number;
}

/** Streams that are written at once. */
const PARALLEL = 64;

/** Failures after which nothing is open. */
const FINAL = [InvalidAppend, ServerRefused, HistoryMissing, EpochMismatch, OutcomeUnknown];

type Asked = Request & Attempted;

/**
 * Appends of many callers, a batch at a time: one statement claims the whole batch in the index, then each stream's
 * appends go to KurrentDB in order and different streams side by side, then one statement confirms. While one batch is on
 * its way the next one gathers.
 */
export class Lane {
  private readonly queue = new Queue();
  private running: Promise<void> | undefined;
  private closed = false;

  constructor(
    private readonly epoch: string,
    private readonly index: EventIndex,
    private readonly placing: Placing,
    private readonly limits: LaneLimits,
  ) {}

  /** @throws StoreClosed | StoreBusy | OutcomeUnknown */
  async append(appends: readonly Append[]): Promise<readonly Outcome[]> {
    if (this.closed) throw new StoreClosed();
    if (appends.length === 0) return [];
    const { call, requests } = requestsOf(appends);
    const { events, size, empty } = this.queue;
    const more = requests.reduce((sum, request) => sum + request.append.events.length, 0);
    const moreSize = requests.reduce((sum, request) => sum + request.size, 0);
    if (!empty && (events + more > this.limits.queuedEvents || size + moreSize > this.limits.queuedSize))
      throw new StoreBusy(events);
    this.queue.add(requests);
    this.running ??= this.run();
    return call.done;
  }

  /** Refuses further appends, waits for those in the queue. */
  async close(): Promise<void> {
    this.closed = true;
    await this.running;
  }

  private async run(): Promise<void> {
    // Callers of the same moment share the first batch.
    await Promise.resolve();
    for (let taken = this.queue.take(); taken.length > 0; taken = this.queue.take()) await this.process(taken);
    if (!this.queue.empty) return this.run();
    this.running = undefined;
  }

  private async process(requests: readonly Request[]): Promise<void> {
    const batch = requests.map((request): Asked => Object.assign(request, { attempt: randomUUID() }));
    const end = performance.now() + this.limits.deadline;
    const written: Recorded[] = [];
    try {
      const verdicts = await this.claim(batch, end);
      const streams = new Map<string, (() => Promise<void>)[]>();
      batch.forEach((asked, index) => {
        const work = async (): Promise<void> => void written.push(...(await this.settle(asked, verdicts[index]!, end)));
        const { stream } = asked.append;
        if (!streams.get(stream)?.push(work)) streams.set(stream, [work]);
      });
      await inParallel([...streams.values()], PARALLEL, async (works) => {
        for (const work of works) await work();
      });
      // Should it fail, the claims stay open and are looked up when somebody asks.
      await this.index.confirm(written).catch(() => undefined);
    } catch (error) {
      for (const { call } of batch) call.fail(error);
    }
    if (performance.now() > end) this.giveUp();
  }

  /** Until there is an answer: a claim that is repeated finds itself. */
  private async claim(batch: readonly Asked[], end: number): Promise<readonly Verdict[]> {
    for (let failures = 0; ;) {
      try {
        return await this.index.claim(batch);
      } catch (error) {
        if (error instanceof EpochMismatch || !isPassing(error)) throw error;
        if (performance.now() > end) throw new OutcomeUnknown(error);
        await backOff(++failures);
      }
    }
  }

  private async settle(asked: Asked, verdict: Verdict, end: number): Promise<readonly Recorded[]> {
    try {
      for (let said = verdict; ; [said] = (await this.claim([asked], end)) as [Verdict]) {
        const done = await this.outcomeOf(asked, said, end).catch((error: unknown) => {
          if (error instanceof ClaimLost && performance.now() < end) return undefined;
          throw error;
        });
        if (!done && performance.now() > end) throw new OutcomeUnknown(new Error('open claims do not end'));
        if (!done) continue;
        asked.call.settle(asked.index, done.outcome);
        return done.written;
      }
    } catch (error) {
      asked.call.fail(FINAL.some((kind) => error instanceof kind) ? error : new OutcomeUnknown(error));
      return [];
    }
  }

  /** Undefined when the claim must be made anew. */
  private async outcomeOf(
    { append: { stream, events }, attempt }: Asked,
    verdict: Verdict,
    end: number,
  ): Promise<{ outcome: Outcome; written: readonly Recorded[] } | undefined> {
    if (verdict.kind === 'conflict') return { outcome: { status: 'conflict', eventId: verdict.eventId }, written: [] };
    if (verdict.kind === 'stale') {
      const { actual } = verdict;
      // What stands in the way shall really stand there; should it fall away, the question is put again.
      if (verdict.open && (await this.placing.finish(stream, actual + 1, end))) return undefined;
      return { outcome: { status: 'stale', actual }, written: [] };
    }
    if (verdict.kind === 'known') return this.known(verdict.places, attempt, { stream, events }, end);
    const written = await this.placing.place({ stream, version: verdict.version, events, attempt }, end);
    return { outcome: { status: 'appended', placed: written.map((record) => this.placed(record)) }, written };
  }

  private async known(
    places: readonly Known[],
    attempt: string,
    append: Pick<Append, 'stream' | 'events'>,
    end: number,
  ): Promise<{ outcome: Outcome; written: readonly Recorded[] } | undefined> {
    const ours = places.every((place) => place.attempt === attempt);
    const open = places.filter(({ ordinal }) => ordinal === null);
    if (open.length === 0) {
      const placed = places.map(({ version, ordinal, ms }) => this.placed({ version, ordinal: ordinal!, ms: ms! }));
      return { outcome: { status: ours ? 'appended' : 'duplicate', placed }, written: [] };
    }
    if (ours) {
      const written = await this.placing.place({ ...append, version: places[0]!.version, attempt }, end);
      return { outcome: { status: 'appended', placed: written.map((record) => this.placed(record)) }, written };
    }
    for (const { stream, version } of open) await this.placing.finish(stream, version + 1, end);
    return undefined;
  }

  private placed({ ordinal, version, ms }: Pick<Recorded, 'ordinal' | 'version' | 'ms'>): {
    position: string;
    version: number;
    recordedAt: string;
  } {
    return { position: position(this.epoch, ordinal), version, recordedAt: new Date(ms).toISOString() };
  }

  /** The store does not answer: what has waited as long behind the batch was not claimed. */
  private giveUp(): void {
    const behind = this.queue.takeOlderThan(performance.now() - this.limits.deadline);
    for (const { call } of behind) call.fail(new StoreBusy(this.queue.events));
  }
}
