import type { Sql } from '@rapport/postgres';
import type { Close } from '../rules/close';
import { InTurn } from '../rules/in-turn';
import type { Decision } from '../rules/rule';
import { RULE_KIND } from '../rules/rule-kinds';
import type { RuleVersion } from '../rules/rule-versions';
import type { Telling } from '../rules/run';
import { StandingsWriter } from '../rules/standings-writer';
import { addDecided, beginDecided } from './decided';

/** Decisions that are made and kept at once: of those of a million customers no more are there. */
const AT_ONCE_MAX = 1_000;

/**
 * Writes what a close of a what-if comes to, on its scratch tables: a part is written while the next one is made, as closes do. In the
 * caller's transaction.
 */
export class DraftWriter {
  readonly #writing = new InTurn();
  readonly #standings: StandingsWriter;
  #count = 0;

  constructor(
    private readonly sql: Sql,
    private readonly draft: RuleVersion,
    private readonly close: Close,
  ) {
    this.#standings = new StandingsWriter(sql, draft.rule, close, this.#writing);
  }

  /** Decisions of the draft so far. */
  get count(): number {
    return this.#count;
  }

  /** What a run that the log has says. */
  readonly tell: Telling = (part) => this.#standings.tell(part);

  /** What the draft decides. */
  async decide(decisions: Iterable<Decision>): Promise<void> {
    await this.#writing.next(() => beginDecided(this.sql, this.close));
    let part: Decision[] = [];
    for (const decision of decisions) {
      if (part.push(decision) < AT_ONCE_MAX) continue;
      await this.#write(part);
      part = [];
    }
    if (part.length > 0) await this.#write(part);
  }

  /** Once all is written. @throws what writing failed with */
  async end(): Promise<void> {
    await this.#standings.end();
    await this.#writing.over();
  }

  async #write(part: readonly Decision[]): Promise<void> {
    const kind = RULE_KIND[this.draft.kind];
    this.#count += part.length;
    await this.#standings.tell(part.map((decision) => [decision.customer, kind.said(decision)]));
    await this.#writing.next(() => addDecided(this.sql, this.close, part));
  }
}
