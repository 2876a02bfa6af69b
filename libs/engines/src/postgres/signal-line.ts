import type { Pool } from 'pg';
import { backOff } from './failure';
import { SignalConnection } from './signal-connection';

/**
 * Tells followers that something was committed: those of this process at once, those of others by NOTIFY. It only saves
 * time; what counts is the follower's own look at the log. One connection beside the lane's serves both directions: a
 * NOTIFY within the append's transaction would make all commits of the server wait for each other.
 */
export class SignalLine {
  private commits = 0;
  private readonly waiting = new Set<() => void>();
  private readonly connection: SignalConnection;
  private listening = false;
  private notifying = false;
  private again = false;
  private readonly closing = new AbortController();

  constructor(pool: Pool, timeout: number) {
    const onLost = (): void => {
      this.listening = false;
      void this.listen();
    };
    this.connection = new SignalConnection(pool, () => this.wake(), onLost, timeout);
  }

  /** Counts up with every sign of a commit; take it before looking at the log, hand it to `next` after. */
  get count(): number {
    return this.commits;
  }

  /** After a commit of this process. While one NOTIFY is under way, further commits share the next one. */
  committed(): void {
    this.wake();
    this.again = true;
    if (!this.notifying) void this.notify();
  }

  /** Listens to other processes until closed, reconnecting as needed. */
  async listen(): Promise<void> {
    if (this.listening) return;
    this.listening = true;
    for (let failures = 0; !this.closed;) {
      try {
        await this.connection.open();
        // Something may have been committed while nobody listened.
        return this.wake();
      } catch {
        await backOff(++failures, this.closing.signal);
      }
    }
  }

  /** Resolves at a commit since `seen`, after `ms`, at the abort or when the line closes. */
  next(seen: number, ms: number, signal: AbortSignal): Promise<void> {
    if (seen !== this.commits || signal.aborted || this.closing.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.waiting.add(done);
      signal.addEventListener('abort', done);
    });
  }

  get closed(): boolean {
    return this.closing.signal.aborted;
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.wake();
    await this.connection.close();
  }

  private wake(): void {
    this.commits += 1;
    for (const done of [...this.waiting]) done();
  }

  private async notify(): Promise<void> {
    this.notifying = true;
    while (this.again && !this.closed) {
      this.again = false;
      // Should it fail: followers of other processes look for themselves, and the next commit tries again.
      await this.connection.notify().catch(() => undefined);
    }
    this.notifying = false;
  }
}
