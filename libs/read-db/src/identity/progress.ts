import type { Sql } from '@rapport/postgres';
import { Bell } from '../bell';
import { IDENTITY } from './follower';

const POSITION = 'select position from rapport_read.checkpoint where projection = $1 and version = $2';
/** How often the table is asked when the follower runs in another process. */
const POLL_MS = 10;
/** The same when it runs in this one, which then hears of every step. */
const RARELY_MS = 100;

/** How far identity has come; views never run ahead of it. */
export class IdentityProgress {
  #position = '';
  #isHere = false;
  readonly #moved = new Bell();

  constructor(private readonly sql: Sql) {}

  /** The follower of this process has committed. */
  moved(position: string): void {
    this.#isHere = true;
    if (position > this.#position) this.#position = position;
    this.#moved.ring();
  }

  /** Resolves with identity's position once it is at or after `wanted`. */
  async until(wanted: string, signal: AbortSignal): Promise<string> {
    while (this.#position < wanted) {
      signal.throwIfAborted();
      const isRung = await orAfter(this.#moved.next(), this.#isHere ? RARELY_MS : POLL_MS);
      if (!isRung && this.#position < wanted) await this.#look();
    }
    return this.#position;
  }

  async #look(): Promise<void> {
    const { rows } = await this.sql.query<{ position: string }>(POSITION, [IDENTITY.name, IDENTITY.version]);
    if ((rows[0]?.position ?? '') > this.#position) this.#position = rows[0]!.position;
  }
}

/** Whether it happens before so many milliseconds have passed. */
const orAfter = (happening: Promise<void>, ms: number): Promise<boolean> => {
  let timer: NodeJS.Timeout;
  const passed = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), ms)));
  return Promise.race([happening.then(() => true), passed]).finally(() => clearTimeout(timer));
};
