import type { Pool, PoolClient } from 'pg';
import { backOff } from './failure';

const CHANNEL = 'rapport_store';

/**
 * Tells followers that something was committed: those of this process at once, those of others by NOTIFY. It only saves
 * time; what counts is the follower's own look at the log. One connection beside the lane's serves both directions: a
 * NOTIFY within the append's transaction would make all commits of the server wait for each other.
 */
export class SignalLine {
  private commits = 0;
  private readonly waiting = new Set<() => void>();
  private client: Promise<PoolClient> | undefined;
  private notifying = false;
  private again = false;
  private readonly closing = new AbortController();

  constructor(private readonly pool: Pool) {}

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

  /** Keeps listening to other processes until closed, reconnecting as needed. */
  async listen(): Promise<void> {
    if (this.client) return;
    for (let failures = 0; !this.closing.signal.aborted;) {
      try {
        await this.connection();
        return;
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
    const client = await this.client?.catch(() => undefined);
    this.client = undefined;
    // It listens, so it cannot go back to the pool as it is.
    client?.release(true);
  }

  private wake(): void {
    this.commits += 1;
    for (const done of [...this.waiting]) done();
  }

  private async notify(): Promise<void> {
    this.notifying = true;
    while (this.again && !this.closed) {
      this.again = false;
      try {
        const client = await this.connection();
        await client.query(`notify ${CHANNEL}`);
      } catch {
        // Followers of other processes look for themselves every second; the next commit tries again.
      }
    }
    this.notifying = false;
  }

  private connection(): Promise<PoolClient> {
    return (this.client ??= this.open().catch((error: unknown) => {
      this.client = undefined;
      throw error;
    }));
  }

  private async open(): Promise<PoolClient> {
    const client = await this.pool.connect();
    const { processID } = client as unknown as { processID: number };
    client.on('notification', (message) => message.processId !== processID && this.wake());
    client.on('error', (error) => {
      this.client = undefined;
      client.release(error);
      if (!this.closed) void this.listen();
    });
    // A notification need not survive a crash, so its commit need not wait for the disk.
    await client.query(`set synchronous_commit = off; listen ${CHANNEL}`);
    this.wake();
    return client;
  }
}
