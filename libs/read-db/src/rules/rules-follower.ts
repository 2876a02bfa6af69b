import type { Pool } from 'pg';
import { dayNumber } from '@rapport/decisions';
import type { EventStore } from '@rapport/event-store';
import { type Fact, localDays } from '@rapport/events';
import { inTransaction, type Sql } from '@rapport/postgres';
import { advance, type Checkpoint } from '../checkpoint';
import { keep, type Lease } from '../lease';
import { resolve } from '../membership';
import { ALL_SLICES } from '../slices';
import { Books, OCCURRENCES, SALES } from './books';
import { isClose, readClose, saveClose, type Close } from './close';
import { effectiveBatch } from './effective';
import { learnHere, type Learner } from './learning';
import { Rates, type Rate } from './money';
import type { Movement } from './book';
import { objectors, without } from './objections';
import type { Occurrence, OccurrenceRow } from './occurrences';
import type { RuleInput, RuleKind } from './rule';
import type { SaleRow } from './sale-rows';
import { RULE_KIND } from './rule-kinds';
import { rulesInForce, type RuleVersion } from './rule-versions';
import { decideRun, openRun, readRun, runId, type Ran } from './run';
import { saveStandings, standingsAsOf, type Said } from './standings';
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
  readonly ttlMs: number;
}

/** How everybody stood under a rule after the close of `date`. */
interface Remembered {
  readonly date: string;
  readonly kept: ReadonlyMap<string, unknown>;
}

const RATES = `
  select from_currency as "from", to_currency as "to", occurred_at as "occurredAt", rate from rapport_rules.rate`;
/** A close reads everything that changed: here the planner may scan. */
const PLAN_FREELY = 'set local enable_seqscan = on; set local enable_hashjoin = on; set local enable_mergejoin = on';

/**
 * Follows the log in order with tables of its own, and runs the rules when a day of the company's zone ends. At that event it
 * knows exactly what stands before it in the log, so whatever crashes, the next attempt decides and appends the same bytes;
 * a run that the log has whole is read and never decided again.
 */
export class RulesFollower {
  readonly #books: Books<SaleRow, Movement>;
  readonly #occurrences: Books<OccurrenceRow, Occurrence>;
  readonly #remembered = new Map<string, Remembered>();
  readonly #revisions = new Map<string, number>();

  constructor(private readonly parts: RulesParts) {
    const dayOf = localDays(parts.zone);
    const dayNumberOf = (at: number): number => dayNumber(dayOf(at));
    this.#books = new Books(SALES, dayNumberOf);
    this.#occurrences = new Books(OCCURRENCES, dayNumberOf);
  }

  /** Takes in the facts after a checkpoint; identity must have come as far. @throws Fenced, and what the store throws. */
  async take(facts: readonly Fact[], from: Checkpoint, lease: Lease): Promise<Checkpoint> {
    let at = from;
    for (let next = 0; next < facts.length;) {
      const end = facts.findIndex((fact, index) => index >= next && isClose(fact, this.parts.zone));
      const part = facts.slice(next, end < 0 ? facts.length : end);
      if (part.length > 0) at = await this.#apply(part, at, lease);
      if (end >= 0) at = await this.#close(facts[end]!, at, lease);
      next = end < 0 ? facts.length : end + 1;
    }
    return at;
  }

  async #apply(facts: readonly Fact[], from: Checkpoint, lease: Lease): Promise<Checkpoint> {
    const { pool, store, ttlMs } = this.parts;
    const changes = ruleChanges(await effectiveBatch(pool, store, facts));
    const last = facts.at(-1)!;
    const to = { position: last.position, eventId: last.eventId };
    await inTransaction(pool, async (client) => {
      await writeRuleChanges(client, changes);
      await advance(client, { ...FOLLOWED, from, to, lease, ttlMs });
    });
    const isReplaced = new Set(changes.replaced);
    this.#books.touch(changes.sales.map(({ handle }) => handle));
    this.#occurrences.touch(changes.occurrences.map(({ handle }) => handle));
    if (isReplaced.size === 0) return to;
    const recorded = facts.filter(({ channel }) => channel === 'record').map(({ handle }) => handle);
    this.#books.touch(recorded);
    this.#occurrences.touch(recorded);
    return to;
  }

  async #close(fact: Fact, from: Checkpoint, lease: Lease): Promise<Checkpoint> {
    const { pool, ttlMs } = this.parts;
    const close = await readClose(pool, fact);
    const ran = new Map<string, Ran<unknown>>();
    for (const version of await rulesInForce(pool, close.date)) {
      // Whoever lost the lease long ago must not decide on what it read long ago.
      await keep(pool, lease, ttlMs);
      ran.set(version.rule, await this.#run(version, close));
    }
    const to = { position: fact.position, eventId: fact.eventId };
    await inTransaction(pool, async (client) => {
      for (const [rule, { said }] of ran) await saveStandings(client, rule, close, said as ReadonlyMap<string, Said>);
      await saveClose(client, close);
      await advance(client, { ...FOLLOWED, from, to, lease, ttlMs });
    });
    for (const [rule, { kept }] of ran) {
      if (kept) this.#remembered.set(rule, { date: close.date, kept });
      else this.#remembered.delete(rule);
    }
    return to;
  }

  async #run(given: RuleVersion, close: Close): Promise<Ran<unknown>> {
    const { store } = this.parts;
    const kind = RULE_KIND[given.kind];
    const run = runId(given.rule, close);
    const read = await readRun(store, kind, given.rule, run);
    if (read) return read;
    const number = await openRun(store, given, close, run, this.#revisions);
    const version = number === given.version ? given : await this.#version(given, number);
    const previous = await this.#previous(version, close, kind);
    const input = await inTransaction(this.parts.pool, async (client) => {
      await client.query(PLAN_FREELY);
      return this.#input(client, version, close, run, [...previous.keys()], kind);
    });
    const { learner = learnHere } = this.parts;
    return decideRun(store, kind, input, previous, { revisions: this.#revisions, learner });
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

  async #previous(version: RuleVersion, close: Close, kind: RuleKind<unknown>): Promise<ReadonlyMap<string, unknown>> {
    const { rule } = version;
    if (close.previousDate === null) return new Map();
    const remembered = this.#remembered.get(rule);
    if (remembered?.date === close.previousDate) return remembered.kept;
    const standings = await standingsAsOf(this.parts.pool, rule, close.zone, close.previousDate);
    return new Map([...standings].map(([customer, standing]) => [customer, kind.kept(standing)]));
  }

  async #input(
    sql: Sql,
    version: RuleVersion,
    close: Close,
    run: string,
    known: readonly string[],
    kind: RuleKind<unknown>,
  ): Promise<RuleInput> {
    const objected = await objectors(sql, close.position);
    const books = without(await this.#books.asOf(sql, close.position), objected);
    const occurrences = kind.looksAtOccurrences
      ? without(await this.#occurrences.asOf(sql, close.position), objected)
      : new Map();
    const rates = new Rates((await sql.query<Rate>(RATES)).rows);
    const gone = known.filter((customer) => !books.has(customer));
    const now = gone.length === 0 ? new Map() : await resolve(sql, gone, close.position);
    const isCustomer = (id: string): boolean => books.has(id) || (!objected.has(id) && now.get(id) === id);
    return { version, run, close, books, occurrences, objected, rates, currency: this.parts.currency, isCustomer };
  }
}
