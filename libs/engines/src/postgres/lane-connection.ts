import { TakenOver, type Timeline } from '@rapport/postgres';
import type { Pool, PoolClient } from 'pg';
import { rawQuery } from './rows';
import { APPEND, APPEND_MOVING } from './statement';

/** Time limits of the lane, milliseconds. */
export interface LaneTimes {
  /** How long to wait for the head row's lock. */
  readonly lock: number;
  /** How long one statement may run. */
  readonly statement: number;
  /** How long to wait for an answer; after it the connection counts as dead. */
  readonly answer: number;
}

/** The lane's one connection; opened at need, thrown away at any doubt. */
export class LaneConnection {
  private client: PoolClient | undefined;
  /** Takeovers that callers have been told of. */
  private told: number;

  constructor(
    private readonly pool: Pool,
    private readonly times: LaneTimes,
    private readonly timeline: Timeline,
  ) {
    this.told = timeline.takeovers;
  }

  /**
   * Runs the append statement, with `moves` the one that moves bookmarks; resolves after the commit. After an error the next call
   * opens another connection.
   * @throws TakenOver, once, when that leads to another server than before; and whatever the database throws.
   */
  async append(
    parameters: readonly (string | null)[],
    moves: readonly string[] | null,
    onSent: () => void,
  ): Promise<string> {
    const client = (this.client ??= await this.open());
    try {
      onSent();
      const { answer } = this.times;
      const { rows } = await client.query(
        moves === null
          ? rawQuery(APPEND, parameters, answer, 'rapport_append')
          : rawQuery(APPEND_MOVING, [...parameters, ...moves], answer, 'rapport_append_moving'),
      );
      return rows[0]![0] as string;
    } catch (error) {
      this.drop(error as Error);
      throw error;
    }
  }

  /** Gives the connection back. */
  close(): void {
    this.client?.off('error', this.onError);
    this.client?.release();
    this.client = undefined;
  }

  private async open(): Promise<PoolClient> {
    const client = await this.pool.connect();
    const { lock, statement } = this.times;
    client.on('error', this.onError);
    try {
      await client.query({
        text: `select set_config('lock_timeout', $1, false), set_config('statement_timeout', $2, false),
          set_config('idle_in_transaction_session_timeout', $2, false),
          (select set_config(name, $2, false) from pg_settings where name = 'transaction_timeout'),
          (select set_config(name, 'on', false) from pg_settings where name = 'synchronous_commit' and setting = 'off'
            and current_setting('fsync') = 'on')`,
        values: [String(lock), String(statement)],
        ...{ query_timeout: this.times.answer },
      });
      await this.timeline.look(client);
      const { takeovers } = this.timeline;
      if (takeovers !== this.told) {
        this.told = takeovers;
        throw new TakenOver();
      }
    } catch (error) {
      client.off('error', this.onError);
      client.release(error as Error);
      throw error;
    }
    return client;
  }

  private readonly onError = (error: Error): void => this.drop(error);

  private drop(error: Error): void {
    const client = this.client;
    this.client = undefined;
    // The listener stays: a dying connection may report more than one error.
    client?.release(error);
  }
}
