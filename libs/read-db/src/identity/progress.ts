import { setTimeout as pause } from 'node:timers/promises';
import type { Sql } from '@rapport/postgres';
import { Bell } from '../bell';
import { IDENTITY } from './follower';

const POSITION = 'select position from rapport_read.checkpoint where projection = $1 and version = $2';
/** How often the table is asked when the follower runs in another process. */
const POLL_MS = 10;

/** How far identity has come; views never run ahead of it. */
export class IdentityProgress {
  #position = '';
  readonly #moved = new Bell();

  constructor(private readonly sql: Sql) {}

  /** The follower of this process has committed. */
  moved(position: string): void {
    if (position > this.#position) this.#position = position;
    this.#moved.ring();
  }

  /** Resolves with identity's position once it is at or after `wanted`. */
  async until(wanted: string, signal: AbortSignal): Promise<string> {
    while (this.#position < wanted) {
      signal.throwIfAborted();
      const rung = this.#moved.next();
      await Promise.race([rung, pause(POLL_MS)]);
      if (this.#position < wanted) await this.#look();
    }
    return this.#position;
  }

  async #look(): Promise<void> {
    const { rows } = await this.sql.query<{ position: string }>(POSITION, [IDENTITY.name, IDENTITY.version]);
    if ((rows[0]?.position ?? '') > this.#position) this.#position = rows[0]!.position;
  }
}
