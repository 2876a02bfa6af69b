import type { Connection } from './connection';
import { type Recorded, recordedOf } from './records';
import { subscribeRequest } from './requests';

/** Events that are held for a consumer that is busy; beyond, the server is made to wait. */
const MOST_HELD = 4_096;

/** One subscription to `$all`, from its opening to its end. */
export class Subscription {
  private held: Recorded[] = [];
  private failure: unknown;
  private heard = 0;
  private wake = (): void => undefined;
  private drained = (): void => undefined;
  private readonly stop = new AbortController();

  constructor(connection: Connection, after: bigint | 'start') {
    void this.pump(connection, after);
  }

  /** How many messages have come, whatever they said. */
  get messages(): number {
    return this.heard;
  }

  /** What has come since the last call; waits for something, at most some milliseconds. @throws as the connection does */
  async next(ms: number, signal: AbortSignal): Promise<readonly Recorded[]> {
    if (this.held.length === 0 && this.failure === undefined && !signal.aborted) await this.something(ms, signal);
    const events = this.held;
    this.held = [];
    this.drained();
    if (events.length === 0 && this.failure !== undefined) throw this.failure;
    return events;
  }

  close(): void {
    this.stop.abort();
    this.drained();
  }

  private async pump(connection: Connection, after: bigint | 'start'): Promise<void> {
    try {
      for await (const message of connection.read(subscribeRequest(connection.names, after), {
        signal: this.stop.signal,
      })) {
        this.heard += 1;
        const event = recordedOf(message, connection.names);
        if (event) this.held.push(event);
        this.wake();
        if (this.held.length >= MOST_HELD && !this.stop.signal.aborted)
          await new Promise<void>((resolve) => (this.drained = resolve));
      }
      this.failure = new Error('the subscription ended');
    } catch (error) {
      this.failure = error;
    }
    this.wake();
  }

  private something(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.wake = () => undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
      this.wake = done;
    });
  }
}
