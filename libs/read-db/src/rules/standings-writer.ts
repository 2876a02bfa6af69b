import type { Sql } from '@rapport/postgres';
import type { Close } from './close';
import type { InTurn } from './in-turn';
import type { Told } from './run';
import { addStandings, beginStandings, STANDINGS_AT_ONCE } from './standings';

/**
 * Writes what a run says while it goes on deciding, so many standings at a time: no more of them than two parts are there at once, however many
 * customers it decides about. In the transaction that ends the close: nobody sees any of it before the close is over.
 */
export class StandingsWriter {
  #part: Told[number][] = [];
  #begun = false;

  constructor(
    private readonly sql: Sql,
    private readonly rule: string,
    private readonly close: Close,
    private readonly writing: InTurn,
  ) {}

  /** Takes a part in, and waits where the one before is still being written. */
  readonly tell = async (told: Told): Promise<void> => {
    await this.#begin();
    for (const one of told) if (this.#part.push(one) === STANDINGS_AT_ONCE) await this.#write();
  };

  /** After the last part; what it writes goes on while something else is done. */
  async end(): Promise<void> {
    await this.#begin();
    if (this.#part.length > 0) await this.#write();
  }

  async #begin(): Promise<void> {
    if (this.#begun) return;
    this.#begun = true;
    await this.writing.next(() => beginStandings(this.sql, this.rule, this.close));
  }

  async #write(): Promise<void> {
    const part = this.#part;
    this.#part = [];
    await this.writing.next(() => addStandings(this.sql, this.rule, this.close, part));
  }
}
