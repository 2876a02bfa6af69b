import type { Sql } from '@rapport/postgres';
import { Bell, happensWithin } from '../bell';
import { firmCheckpoint } from '../firm';
import { IDENTITY, identityReached } from './reached';

/** How often the table is asked when the follower runs in another process. */
const POLL_MS = 10;
/** The same when it runs in this one, which then hears of every step. */
const RARELY_MS = 100;

/**
 * How far identity has come, as this process believes; no follower runs ahead of it. Identity commits without waiting for the disk, so a
 * crash of the database can take back what is believed here: views ask once more within the connection that they read with.
 */
export class IdentityProgress {
  #position = '';
  /** No crash takes this back. */
  #firm = '';
  #isHere = false;
  #asking: Promise<void> | undefined;
  readonly #moved = new Bell();

  constructor(private readonly sql: Sql) {}

  /** The follower of this process has committed. */
  moved(position: string): void {
    this.#isHere = true;
    if (position > this.#position) this.#position = position;
    this.#moved.ring();
  }

  /** Believes the table, and nothing else: for who begins, or begins again since what it believed was not so. */
  async begin(): Promise<void> {
    this.#position = await identityReached(this.sql);
  }

  /** Resolves with identity's position once it is at or after `wanted`. */
  async until(wanted: string, signal: AbortSignal): Promise<string> {
    while (this.#position < wanted) {
      signal.throwIfAborted();
      const isRung = await happensWithin(this.#moved.next(), this.#isHere ? RARELY_MS : POLL_MS);
      if (!isRung && this.#position < wanted) await this.#look();
    }
    return this.#position;
  }

  /** The same for who reads with several connections, decides or acts: once that position is on disk. */
  async untilFirm(wanted: string, signal: AbortSignal): Promise<string> {
    while (this.#firm < wanted) {
      await this.until(wanted, signal);
      await (this.#asking ??= this.#ask().finally(() => (this.#asking = undefined)));
    }
    return this.#firm;
  }

  async #look(): Promise<void> {
    const position = await identityReached(this.sql);
    if (position > this.#position) this.#position = position;
  }

  async #ask(): Promise<void> {
    const believed = this.#position;
    const { position } = await firmCheckpoint(this.sql, IDENTITY);
    if (position > this.#firm) this.#firm = position;
    if (position < believed) this.#position = position;
  }
}
