import {
  type Append,
  BookmarkLost,
  EpochMismatch,
  type Move,
  type Outcome,
  OutcomeUnknown,
  StoreBusy,
  StoreClosed,
} from '@rapport/event-store';
import { TakenOver } from '@rapport/postgres';
import { backOff, isPassing } from './failure';
import type { LaneConnection } from './lane-connection';
import { Queue } from './queue';
import { type Request, requestsOf } from './request';
import type { StoredRows } from './rows';
import { movesOf, parametersOf, readAnswer } from './statement';

/** Queued events from which on waiting for more company would not pay. */
const WORTH_PREPARING = 500;

/** What one statement writes. */
interface Batch {
  readonly requests: readonly Request[];
  readonly parameters: readonly (string | null)[];
}

/** Limits of the lane. */
export interface LaneLimits {
  readonly queuedEvents: number;
  /** UTF-16 units of queued bodies. */
  readonly queuedSize: number;
  /** How long to go on finding out what became of a batch, milliseconds. */
  readonly deadline: number;
}

/**
 * The writer lane: many appends, from any number of callers, become one statement and one commit at a time. While one batch
 * is on its way the next one gathers, so the batches grow with the load.
 */
export class Lane {
  private readonly queue = new Queue();
  private running: Promise<void> | undefined;
  private prepared: Batch | undefined;
  private closed = false;

  constructor(
    private readonly epoch: string,
    private head: bigint,
    private readonly connection: LaneConnection,
    private readonly rows: StoredRows,
    private readonly limits: LaneLimits,
    private readonly onCommit: () => void,
  ) {}

  /** @throws StoreClosed | StoreBusy | OutcomeUnknown | BookmarkLost | TakenOver */
  async append(appends: readonly Append[], move?: Move): Promise<readonly Outcome[]> {
    if (this.closed) throw new StoreClosed();
    if (appends.length === 0) return [];
    const { call, requests } = requestsOf(appends, move);
    const { events, size, empty } = this.queue;
    const more = requests.reduce((sum, request) => sum + request.append.events.length, 0);
    const moreSize = requests.reduce((sum, request) => sum + request.size, 0);
    if (!empty && (events + more > this.limits.queuedEvents || size + moreSize > this.limits.queuedSize))
      throw new StoreBusy(events);
    this.queue.add(requests);
    this.running ??= this.run();
    this.prepareNext();
    return call.done;
  }

  /** Refuses further appends, waits for those in the queue, gives the connection back. */
  async close(): Promise<void> {
    this.closed = true;
    await this.running;
    this.connection.close();
  }

  /** Sends batch after batch. The next one goes out before the callers of the last one hear, so that the server never waits. */
  private async run(): Promise<void> {
    // Callers of the same moment share the first batch.
    await Promise.resolve();
    let tell = (): void => undefined;
    for (let batch = this.nextBatch(); batch; batch = this.nextBatch()) {
      const answer = this.send(batch);
      await written();
      tell();
      this.prepareNext();
      tell = await this.settled(batch, answer);
    }
    tell();
    if (!this.queue.empty) return this.run();
    this.running = undefined;
  }

  private nextBatch(): Batch | undefined {
    const batch = this.prepared ?? this.batchOf(this.queue.take());
    this.prepared = undefined;
    return batch.requests.length > 0 ? batch : undefined;
  }

  /** Encodes the next batch while the server works on this one, once it is large enough not to wait for company. */
  private prepareNext(): void {
    if (!this.prepared && this.running && this.queue.events >= WORTH_PREPARING)
      this.prepared = this.batchOf(this.queue.take());
  }

  private batchOf(requests: readonly Request[]): Batch {
    return { requests, parameters: parametersOf(this.epoch, requests) };
  }

  /**
   * Waits for the answer; gives back what tells the callers. When the server says that something in the batch is
   * impossible, halves it until the culprit stands alone.
   */
  private async settled({ requests }: Batch, answer: Promise<readonly Outcome[]>): Promise<() => void> {
    try {
      const outcomes = await answer;
      requests.forEach(({ call }, index) => call.note(outcomes[index]!));
      return () => requests.forEach((request, index) => request.call.settle(request.index, outcomes[index]!));
    } catch (error) {
      if (error instanceof OutcomeUnknown) this.giveUp(requests, error);
      else if (error instanceof BookmarkLost) await this.without(requests, error);
      else if (error instanceof TakenOver) this.startOver(requests, error);
      else if (requests.length === 1 || error instanceof EpochMismatch)
        requests.forEach(({ call }) => call.fail(error));
      else {
        const half = Math.ceil(requests.length / 2);
        for (const part of [requests.slice(0, half), requests.slice(half)].map((part) => this.batchOf(part)))
          (await this.settled(part, this.send(part)))();
      }
      return () => undefined;
    }
  }

  /** Nothing was written because one bookmark was taken by somebody else: its readers hear, the others' appends go once more. */
  private async without(requests: readonly Request[], lost: BookmarkLost): Promise<void> {
    const isLost = ({ call: { move } }: Request): boolean =>
      move?.hold.bookmark === lost.bookmark && move.hold.epoch === lost.epoch;
    for (const { call } of requests.filter(isLost)) call.fail(lost);
    const others = requests.filter((request) => !isLost(request));
    if (others.length === requests.length) for (const { call } of others) call.fail(lost);
    else if (others.length > 0) {
      const batch = this.batchOf(others);
      (await this.settled(batch, this.send(batch)))();
    }
  }

  /**
   * Sends the statement until there is an answer. After a lost connection nobody knows whether it was committed; sending
   * the same ids again finds out, and writes what was not written.
   */
  private async send({ requests, parameters }: Batch): Promise<readonly Outcome[]> {
    const end = performance.now() + this.limits.deadline;
    const before = this.head;
    let doubtful = false;
    for (let failures = 0; ;) {
      let sent = false;
      try {
        const text = await this.connection.append(parameters, movesOf(requests), () => {
          sent = true;
          for (const request of requests) request.sent = true;
        });
        const { outcomes, head } = readAnswer(text, requests, this.rows, doubtful ? before : null);
        this.head = head;
        if (outcomes.some((outcome) => outcome.status === 'appended')) this.onCommit();
        return outcomes;
      } catch (error) {
        const { code, message, detail } = error as { code?: string; message: string; detail?: string };
        if (code === 'RP001') throw new EpochMismatch(message, this.epoch);
        if (code === 'RP002') throw new BookmarkLost(message, String(detail));
        if (error instanceof TakenOver || !isPassing(error)) throw error;
        doubtful ||= sent;
        failures += 1;
        if (performance.now() > end) throw new OutcomeUnknown(error);
        await backOff(failures);
      }
    }
  }

  /**
   * Another server: whatever waits was put together from what the one before said, and what was sent to that one may be nowhere. Ids make
   * it safe to begin again with all of it.
   */
  private startOver(batch: readonly Request[], error: TakenOver): void {
    const behind = [...(this.prepared?.requests ?? []), ...this.queue.takeOlderThan(Infinity)];
    this.prepared = undefined;
    for (const { call } of [...batch, ...behind]) call.fail(error);
  }

  /** The store does not answer: this batch is unknown, and what has waited as long behind it was not written. */
  private giveUp(batch: readonly Request[], error: OutcomeUnknown): void {
    for (const request of batch) request.call.fail(request.sent ? error : new StoreBusy(this.queue.events));
    const behind = [
      ...(this.prepared?.requests ?? []),
      ...this.queue.takeOlderThan(performance.now() - this.limits.deadline),
    ];
    this.prepared = undefined;
    for (const { call } of behind) call.fail(new StoreBusy(this.queue.events));
  }
}

/** The driver hands its bytes to the socket on the next tick. */
const written = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));
