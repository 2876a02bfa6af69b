import type { Pool, PoolClient } from 'pg';

const CHANNEL = 'rapport_store';

/** The connection for NOTIFY and LISTEN: opened at need, one at a time, thrown away at any doubt. */
export class SignalConnection {
  private current: Promise<PoolClient> | undefined;
  private closed = false;

  constructor(
    private readonly pool: Pool,
    private readonly onSignal: () => void,
    private readonly onLost: () => void,
    private readonly timeout: number,
  ) {}

  /** Opens the connection unless it is open or being opened; it then listens. */
  async open(): Promise<PoolClient> {
    if (this.current) return this.current;
    const opening = this.connect();
    this.current = opening;
    opening.catch(() => this.forget(opening));
    return opening;
  }

  async notify(): Promise<void> {
    const client = await this.open();
    await client.query({ text: `notify ${CHANNEL}`, ...{ query_timeout: this.timeout } });
  }

  async close(): Promise<void> {
    this.closed = true;
    const client = await this.current?.catch(() => undefined);
    client?.release(true);
  }

  private async connect(): Promise<PoolClient> {
    const client = await this.pool.connect();
    const { processID } = client as unknown as { processID: number };
    client.on('notification', (message) => message.processId !== processID && this.onSignal());
    let lost = false;
    client.on('error', () => (lost = true));
    try {
      // A notification need not survive a crash, so its commit need not wait for the disk.
      const text = `set synchronous_commit = off; listen ${CHANNEL}`;
      await client.query({ text, ...{ query_timeout: this.timeout } });
      if (this.closed || lost) throw new Error('the connection for signals is lost');
    } catch (error) {
      client.release(true);
      throw error;
    }
    client.once('error', () => this.lose(client));
    return client;
  }

  private lose(client: PoolClient): void {
    // After closing, close itself releases it.
    if (this.closed) return;
    this.current = undefined;
    // Never back to the pool: it listens.
    client.release(true);
    this.onLost();
  }

  private forget(opening: Promise<PoolClient>): void {
    if (this.current === opening) this.current = undefined;
  }
}
