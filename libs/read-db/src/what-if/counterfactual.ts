import type { Pool } from 'pg';
import type { EventStore } from '@rapport/event-store';
import type { Fact } from '@rapport/events';
import { inTransaction, type Sql } from '@rapport/postgres';
import { cutAtCloses, readClose, saveClose, type Close } from '../rules/close';
import { effectiveBatch } from '../rules/effective';
import { learnHere, type Learner } from '../rules/learning';
import { packed } from '../rules/packed-standings';
import { previousOf, type Remembered } from '../rules/previous';
import type { RuleInput, RuleLeaving, RuleOutput } from '../rules/rule';
import { Roll } from '../rules/roll';
import { RuleBooks } from '../rules/rule-books';
import { RULE_KIND } from '../rules/rule-kinds';
import type { RuleVersion } from '../rules/rule-versions';
import { readRun, runId } from '../rules/run';
import { SealedDays, type OpenCells } from '../rules/sealed-days';
import { unhurried } from '../rules/unhurried';
import { ruleChanges, writeRuleChanges } from '../rules/write-sales';
import { saveAtStake } from './at-stake';
import { DraftWriter } from './draft-writer';
import { onScratch } from './scratch';

/** A version that was never published: what it would have decided is asked. */
export interface Draft extends RuleVersion {
  /** The first day whose close it decides; those before are as they were decided in truth. */
  readonly effectiveFrom: string;
}

export interface CounterfactualParts {
  readonly pool: Pool;
  /** It reads, and cannot append. */
  readonly store: Pick<EventStore, 'find' | 'follow' | 'scan'>;
  readonly zone: string;
  readonly currency: string;
  /** Learns models; in this thread when absent. */
  readonly learner?: Learner;
  /** Opens what rules must read of what is sealed; absent = nothing can be. */
  readonly open?: OpenCells;
  /** Fails in a transaction of somebody who was taken over from. */
  readonly fence: (sql: Sql) => Promise<void>;
}

/** What the draft decided at its newest closed day. */
export interface LastDecided extends Pick<RuleOutput, 'population' | 'cutoffs' | 'figures'> {
  readonly date: string;
}

/**
 * The history as it would have been had a version of a rule been published before the first close: at each `DayEnded` it knows what
 * stands before it in the log, as the follower of the rules does, with the same statements on tables of its own. Nothing is appended.
 */
export class Counterfactual {
  readonly #roll = new Roll();
  readonly #books: RuleBooks;
  readonly #sealed: SealedDays;
  #remembered: Remembered<unknown> | undefined;
  #newest: Close | null = null;
  #last: LastDecided | null = null;
  #closes = 0;
  #decisions = 0;

  constructor(
    private readonly parts: CounterfactualParts,
    private readonly draft: Draft,
  ) {
    this.#books = new RuleBooks(parts.zone, parts.currency, this.#roll);
    this.#sealed = new SealedDays(parts.open);
  }

  /** Closes that the draft decided, the decisions it took, and what it found at the newest day. */
  get decided(): { readonly closes: number; readonly decisions: number; readonly last: LastDecided | null } {
    return { closes: this.#closes, decisions: this.#decisions, last: this.#last };
  }

  /** The newest closed day. */
  get newest(): Close | null {
    return this.#newest;
  }

  /** Takes in the facts of the log, one batch after the other; `between` is called after each close. */
  async take(facts: readonly Fact[], between: () => Promise<void>): Promise<void> {
    for (const { before, close } of cutAtCloses(facts, this.parts.zone)) {
      if (before.length > 0) await this.#apply(before);
      if (!close) continue;
      await this.#close(close);
      await between();
    }
  }

  /** What a rule could look at now, at the end of the newest closed day; null when no day was closed. */
  async inputNow(position: string): Promise<RuleInput | null> {
    const newest = this.#newest;
    if (newest === null) return null;
    const { draft } = this;
    const close = { ...newest, position };
    const looking = { version: draft, close, run: '', known: [], kind: RULE_KIND[draft.kind] };
    return inTransaction(this.parts.pool, (client) => this.#books.input(onScratch(client), looking));
  }

  async #apply(facts: readonly Fact[]): Promise<void> {
    const { pool, store, fence } = this.parts;
    // Versions that were published in truth decide nothing here.
    const changes = { ...ruleChanges(await effectiveBatch(pool, store, facts)), versions: [] };
    await inTransaction(pool, async (client) => {
      await fence(client);
      await writeRuleChanges(onScratch(client), changes);
      await saveAtStake(onScratch(client), this.draft, facts);
    });
    this.#books.touch(changes, facts);
    this.#sealed.forget(facts);
  }

  async #close(fact: Fact): Promise<void> {
    const { pool, fence } = this.parts;
    const close = await readClose(onScratch(pool), fact);
    // Whoever lost the lease long ago need not decide.
    await fence(pool);
    const drafted = close.date >= this.draft.effectiveFrom ? await this.#decide(close) : undefined;
    await inTransaction(pool, async (client) => {
      const sql = onScratch(client);
      const writer = new DraftWriter(sql, this.draft, close);
      try {
        if (drafted) await writer.decide(drafted.decisions);
        else await this.#inTruth(close, writer);
      } finally {
        await writer.end();
      }
      this.#decisions += writer.count;
      await saveClose(sql, close);
      // At the end, as it locks the lease up to the commit, and whoever keeps it up must not wait for a close.
      await fence(client);
    });
    // What they were before is packed over, so nobody may be told of it any more.
    this.#remembered = drafted && { date: close.date, kept: await unhurried(packed(drafted.kept, this.#roll)) };
    if (this.#newest === null || close.date >= this.#newest.date) this.#newest = close;
  }

  /** What the draft says: decisions are made when they are asked for. */
  async #decide(close: Close): Promise<RuleLeaving<unknown>> {
    const { pool, learner = learnHere } = this.parts;
    const { draft } = this;
    const kind = RULE_KIND[draft.kind];
    const previous = await previousOf(onScratch(pool), draft.rule, close, kind, this.#remembered, this.#roll);
    const looking = { version: draft, close, run: runId(draft.rule, close), known: previous.keys(), kind };
    const found = await inTransaction(pool, (client) => this.#books.input(onScratch(client), looking));
    const input = await this.#sealed.reveal(kind, found);
    const task = kind.learn?.(input, previous) ?? null;
    // The log may have the model of this run; it was learned by the version that decided in truth.
    const learned = task === null ? {} : { learned: await learner(task) };
    const drafted = await unhurried(kind.decide({ ...input, ...learned }, previous));
    this.#closes++;
    const { date } = close;
    const { population, cutoffs, figures } = drafted;
    if (this.#last === null || date >= this.#last.date) this.#last = { date, population, cutoffs, figures };
    return drafted;
  }

  /** A close before the draft begins: what the log says of it. */
  async #inTruth(close: Close, { tell }: DraftWriter): Promise<void> {
    const { rule, kind } = this.draft;
    await readRun(this.parts.store, RULE_KIND[kind], { rule, run: runId(rule, close) }, tell);
  }
}
