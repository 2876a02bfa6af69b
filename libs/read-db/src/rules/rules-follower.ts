import type { Pool } from 'pg';
import type { EventStore } from '@rapport/event-store';
import type { Fact } from '@rapport/events';
import { inSession, inTransaction } from '@rapport/postgres';
import { advance, advancing, asFenced, type Checkpoint } from '../checkpoint';
import { keep, type Lease } from '../lease';
import { ALL_SLICES } from '../slices';
import type { Log } from '../worker';
import { CloseProgress } from './close-progress';
import { cutAtCloses, readClose, saveClose, type Close } from './close';
import { effectiveBatch } from './effective';
import { learnHere, type Learner } from './learning';
import { previousOf, type Remembered } from './previous';
import { packed } from './packed-standings';
import { Roll } from './roll';
import { RuleBooks } from './rule-books';
import { RULE_KIND } from './rule-kinds';
import { rulesInForce, type RuleVersion } from './rule-versions';
import { decideRun, openRun, readRun, runId, type Ran, type RunWatch, type Telling } from './run';
import { SealedDays, type OpenCells } from './sealed-days';
import { InTurn } from './in-turn';
import { Shared } from './shared';
import { StandingsWriter } from './standings-writer';
import { CloseTeller } from './tell-close';
import { unhurried } from './unhurried';
import { ruleChanges, writeRuleChanges } from './write-sales';

/** The rules follower's name among the projections. */
export const RULES = { name: 'rules', version: 1 } as const;
const FOLLOWED = { projections: [RULES], range: ALL_SLICES };

export interface RulesParts {
  readonly pool: Pool;
  readonly store: Pick<EventStore, 'append' | 'find' | 'follow'>;
  /** The company's time zone: rules decide when its days end. */
  readonly zone: string;
  /** The company's currency, for rules that name none. */
  readonly currency: string;
  /** Learns models; in this thread when absent. */
  readonly learner?: Learner;
  /** Opens what rules must read of what is sealed; absent = nothing can be. */
  readonly open?: OpenCells;
  readonly ttlMs: number;
  /** Hears of a long close how far it is; nobody does when absent. */
  readonly log?: Log;
  /** How often it is written down how far a close is, milliseconds; each second when absent. */
  readonly tellMs?: number;
}

/** The close that a rule is run at. */
interface Running {
  readonly close: Close;
  readonly shared: Shared;
  readonly watch: RunWatch;
}

/**
 * Follows the log in order with tables of its own, and runs the rules when a day of the company's zone ends. At that event it
 * knows exactly what stands before it in the log, so whatever crashes, the next attempt decides and appends the same bytes;
 * a run that the log has whole is read and never decided again.
 */
export class RulesFollower {
  readonly #roll = new Roll();
  readonly #books: RuleBooks;
  readonly #sealed: SealedDays;
  readonly #remembered = new Map<string, Remembered<unknown>>();
  readonly #revisions = new Map<string, number>();

  constructor(private readonly parts: RulesParts) {
    this.#books = new RuleBooks(parts.zone, parts.currency, this.#roll);
    this.#sealed = new SealedDays(parts.open);
  }

  /** Takes in the facts after a checkpoint; identity must have come as far. @throws Fenced, and what the store throws. */
  async take(facts: readonly Fact[], from: Checkpoint, lease: Lease): Promise<Checkpoint> {
    let at = from;
    for (const { before, close } of cutAtCloses(facts, this.parts.zone)) {
      if (before.length > 0) at = await this.#apply(before, at, lease);
      if (close) at = await this.#close(close, at, lease);
    }
    return at;
  }

  async #apply(facts: readonly Fact[], from: Checkpoint, lease: Lease): Promise<Checkpoint> {
    const { pool, store, ttlMs } = this.parts;
    const changes = ruleChanges(await effectiveBatch(pool, store, facts));
    const last = facts.at(-1)!;
    const to = { position: last.position, eventId: last.eventId };
    const step = advancing({ ...FOLLOWED, from, to, lease, ttlMs });
    await inSession(pool, (session) => session.within((sql) => writeRuleChanges(sql, changes), step)).catch(
      (error: unknown) => {
        throw asFenced(error, lease);
      },
    );
    this.#books.touch(changes, facts);
    this.#sealed.forget(facts);
    return to;
  }

  async #close(fact: Fact, from: Checkpoint, lease: Lease): Promise<Checkpoint> {
    const { pool, ttlMs } = this.parts;
    const close = await readClose(pool, fact);
    const left = new Map<string, ReadonlyMap<string, unknown>>();
    const shared = new Shared();
    const to = { position: fact.position, eventId: fact.eventId };
    const rules = await rulesInForce(pool, close.date);
    const progress = new CloseProgress(close, rules.length, this.parts.log);
    const teller = new CloseTeller(pool, close, progress, lease, this.parts.tellMs);
    await inTransaction(pool, async (client) => {
      // What one rule decided is written while the next one decides; nobody sees it before the close is over.
      const writing = new InTurn();
      try {
        for (const version of rules) {
          // Whoever lost the lease long ago must not decide on what it read long ago.
          await keep(pool, lease, ttlMs);
          progress.begin(version.rule);
          const writer = new StandingsWriter(client, version.rule, close, writing);
          const { kept } = await this.#run(version, { close, shared, watch: progress }, async (part) => {
            progress.told(part.length);
            await writer.tell(part);
          });
          await writer.end();
          // What they were before is packed over, and what they are holds only once the close is over: until then nothing is remembered.
          this.#remembered.delete(version.rule);
          if (kept) left.set(version.rule, await unhurried(packed(kept, this.#roll)));
          progress.done();
        }
      } finally {
        await writing.over();
      }
      await saveClose(client, close);
      await teller.over(client);
      await advance(client, { ...FOLLOWED, from, to, lease, ttlMs });
    }).finally(() => teller.stop());
    for (const [rule, kept] of left) this.#remembered.set(rule, { date: close.date, kept });
    return to;
  }

  async #run(given: RuleVersion, { close, shared, watch }: Running, tell: Telling): Promise<Ran<unknown>> {
    const { store } = this.parts;
    const kind = RULE_KIND[given.kind];
    const run = runId(given.rule, close);
    const read = await readRun(store, kind, { rule: given.rule, run }, tell);
    if (read) return read;
    const number = await openRun(store, given, close, run, this.#revisions);
    const version = number === given.version ? given : await this.#version(given, number);
    const previous = await previousOf(
      this.parts.pool,
      given.rule,
      close,
      kind,
      this.#remembered.get(given.rule),
      this.#roll,
    );
    const looking = { version, close, run, known: previous.keys(), kind };
    const found = await inTransaction(this.parts.pool, (client) => this.#books.input(client, looking));
    const input = await this.#sealed.reveal(kind, found);
    const { learner = learnHere } = this.parts;
    const deciding = { revisions: this.#revisions, learner, tell, watch };
    return decideRun(store, kind, { ...input, shared }, previous, deciding);
  }

  /** The version that somebody else opened the run with. */
  async #version({ rule }: RuleVersion, version: number): Promise<RuleVersion> {
    const { rows } = await this.parts.pool.query<RuleVersion>(
      'select rule, version, kind, params from rapport_rules.rule_version where rule = $1 and version = $2',
      [rule, version],
    );
    if (!rows[0]) throw new Error(`${rule}@${version} opened a run and was never published`);
    return rows[0];
  }
}
