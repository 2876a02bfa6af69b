import { type Append, EpochMismatch, type Outcome, OutcomeUnknown, StoreBusy, StoreClosed } from '@rapport/event-store';
import { backOff, isPassing } from './failure';
import type { LaneConnection } from './lane-connection';
import { Queue } from './queue';
import { type Request, requestsOf } from './request';
import type { StoredRows } from './rows';
import { parametersOf, readAnswer } from './statement';

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
  private closed = false;

  constructor(
    private readonly epoch: string,
    private head: bigint,
    private readonly connection: LaneConnection,
    private readonly rows: StoredRows,
    private readonly limits: LaneLimits,
    private readonly onCommit: () => void,
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

  /** Refuses further appends, waits for those in the queue, gives the connection back. */
  async close(): Promise<void> {
    this.closed = true;
    await this.running;
    this.connection.close();
  }

  private async run(): Promise<void> {
    // Callers of the same moment share the first batch.
    await Promise.resolve();
    while (!this.queue.empty) {
      const batch = this.queue.take();
      if (batch.length > 0) await this.write(batch);
    }
    this.running = undefined;
  }

  /** Writes a batch; when the server says that something in it is impossible, halves it until the culprit stands alone. */
  private async write(batch: readonly Request[]): Promise<void> {
    try {
      const outcomes = await this.send(batch);
      for (const [index, request] of batch.entries()) request.call.settle(request.index, outcomes[index]!);
    } catch (error) {
      if (error instanceof OutcomeUnknown) return this.giveUp(batch, error);
      if (batch.length === 1 || error instanceof EpochMismatch) return batch.forEach(({ call }) => call.fail(error));
      const half = Math.ceil(batch.length / 2);
      await this.write(batch.slice(0, half));
      await this.write(batch.slice(half));
    }
  }

  /**
   * Sends the statement until there is an answer. After a lost connection nobody knows whether it was committed; sending
   * the same ids again finds out, and writes what was not written.
   */
  private async send(batch: readonly Request[]): Promise<readonly Outcome[]> {
    const parameters = parametersOf(this.epoch, batch);
    const end = performance.now() + this.limits.deadline;
    const before = this.head;
    let doubtful = false;
    for (let failures = 0; ;) {
      let sent = false;
      try {
        const text = await this.connection.append(parameters, () => {
          sent = true;
          for (const request of batch) request.sent = true;
        });
        const { outcomes, head } = readAnswer(text, batch, this.rows, doubtful ? before : null);
        this.head = head;
        if (outcomes.some((outcome) => outcome.status === 'appended')) this.onCommit();
        return outcomes;
      } catch (error) {
        const { code, message } = error as { code?: string; message: string };
        if (code === 'RP001') throw new EpochMismatch(message, this.epoch);
        if (!isPassing(error)) throw error;
        doubtful ||= sent;
        failures += 1;
        if (performance.now() > end) throw new OutcomeUnknown(error);
        await backOff(failures);
      }
    }
  }

  /** The store does not answer: this batch is unknown, and what has waited as long behind it was not written. */
  private giveUp(batch: readonly Request[], error: OutcomeUnknown): void {
    for (const request of batch) request.call.fail(request.sent ? error : new StoreBusy(this.queue.events));
    for (const { call } of this.queue.takeOlderThan(performance.now() - this.limits.deadline))
      call.fail(new StoreBusy(this.queue.events));
  }
}
