import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import {
  asserts,
  decisionEvent,
  edgeKey,
  IDENTITY_SOURCE,
  IdentityGraph,
  observe,
  pairsOf,
  type DecidedEvent,
  type EdgeSaid,
  type EdgeState,
  type MaxPersons,
} from '@rapport/decisions';
import type { EventStore } from '@rapport/event-store';
import type { Fact } from '@rapport/events';
import { isAboutFacts, targetOf } from '@rapport/fold';
import { inSession, type Sql } from '@rapport/postgres';
import { advancing, asFenced, type Checkpoint } from '../checkpoint';
import type { Lease } from '../lease';
import { ALL_SLICES } from '../slices';
import { loadCircle } from './circle';
import { DecisionAppender } from './decision-appender';
import { loadPart, type LinkState, type Pair } from './graph-part';
import { NO_PAST, readPast, type Past } from './records';
import { regroup, type Circle } from './regroup';
import { IDENTITY } from './reached';
import { Sightings } from './sightings';
import { keepingUnread, loadUnread, readBack } from './unread';
import { writingChanges, type IdentityChanges } from './write';

const EARLY = 'select target::text from rapport_read.identity_record where early';
const FOLLOWED = { projections: [IDENTITY], range: ALL_SLICES };
/** All of it is made of the log and moves with its checkpoint: what a crash of the server takes away is made again. */
const TERMS = { mayBeLost: true } as const;

/**
 * Follows the log and keeps who is who: notes what sources assert, appends what the identity rule decides, and regroups
 * customers when it reads a decision. What it decides is a function of the log before the event. It is kept beside the checkpoint until it is
 * read back, and appended once that is committed: whoever comes after a crash appends the very same events, which the store knows to be
 * repeats. Commits do not wait for the disk: what a crash takes back while nobody notices, the next one misses, and is refused.
 */
export class IdentityFollower {
  readonly #sightings: Sightings;
  /** Pairs that are asserted already: most events bring none but these. */
  readonly #asserted: LRUCache<string, true>;
  /** Events whose record came before them. */
  #awaited: Set<string> | undefined;
  readonly #appender: DecisionAppender;
  /** Whoever held the lease before may not have appended all that it decided. */
  #begun: Promise<void> | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly store: Pick<EventStore, 'append' | 'find' | 'read'>,
    private readonly maxPersons: MaxPersons,
    private readonly ttlMs: number,
    cacheMax = 200_000,
  ) {
    this.#sightings = new Sightings(cacheMax);
    this.#asserted = new LRUCache({ max: cacheMax });
    this.#appender = new DecisionAppender(store);
  }

  /** Takes in the facts after a checkpoint; returns the next one. @throws Fenced, and whatever the store throws. */
  async take(facts: readonly Fact[], from: Checkpoint, lease: Lease): Promise<Checkpoint> {
    await this.between();
    return inSession(this.pool, async (session) => {
      const { changes, decided } = await this.#consider(session, facts);
      const last = facts.at(-1)!;
      const to = { position: last.position, eventId: last.eventId };
      const step = { ...FOLLOWED, from, to, lease, ttlMs: this.ttlMs };
      const read = facts.filter(isDecision);
      const unread = notAmong(read, decided);
      const statements = [
        ...writingChanges(changes),
        ...readBack(read),
        ...keepingUnread(unread, from),
        advancing(step),
      ];
      await session.transact(statements, TERMS).catch((error: unknown) => {
        throw asFenced(error, lease);
      });
      this.#remember(changes);
      this.#appender.add(unread);
      return to;
    });
  }

  /** Between batches: what was decided must come into the log though nothing else does. @throws what an append has failed with. */
  async between(): Promise<void> {
    await (this.#begun ??= loadUnread(this.pool).then((left) => this.#appender.add(left)));
    await this.#appender.room();
  }

  /** Resolves once what was decided is appended, or has failed to be. */
  end(): Promise<void> {
    return this.#appender.end();
  }

  async #consider(
    sql: Sql,
    facts: readonly Fact[],
  ): Promise<{ changes: IdentityChanges; decided: readonly DecidedEvent[] }> {
    const handles = this.#sightings.in(facts);
    const awaited = await this.#awaitedAmong(facts);
    const past = await readPast(sql, this.store, facts, awaited);
    const waiting = new Set(awaited);
    const graph = new IdentityGraph(this.maxPersons);
    for (const { handles: refs } of [...facts, ...past.facts.values()]) {
      for (const { handle, type, issuer } of refs) {
        graph.putNode({ handle, type, ...(issuer === undefined ? {} : { issuer }), shared: false });
      }
    }
    const risky = pairsAtRisk(past, facts);
    const news = this.#news(facts, new Set(risky.map((pair) => edgeKey(...pair))));
    const [links, circle] = await Promise.all([
      loadPart(sql, graph, news.flatMap(pairsIn), risky),
      this.#circle(sql, facts),
    ]);
    const before = new Map(graph.edges);
    const sharedBefore = new Map([...graph.nodes].map(([handle, { shared }]) => [handle, shared]));
    const decided = news.flatMap((fact) => {
      const special = fact.channel === 'record' || waiting.has(fact);
      const knowledge = (special ? past : NO_PAST).at(fact.position);
      return observe(graph, fact, knowledge).map((decision) => decisionEvent(decision, fact));
    });
    const changes = {
      handles,
      shared: [...graph.nodes.values()].filter(({ handle, shared }) => sharedBefore.get(handle) !== shared),
      spans: circle ? regroup(circle, links, facts.filter(isDecision)) : [],
      edges: changedEdges(graph, before, links, facts),
      records: facts.filter(({ channel }) => channel === 'record'),
      early: past.early,
    };
    return { changes, decided };
  }

  /** The facts that the rule must look at: those with a pair that is not known to be asserted, records, decisions. */
  #news(facts: readonly Fact[], risky: ReadonlySet<string>): readonly Fact[] {
    const isNews = (pair: Pair): boolean => !this.#asserted.has(edgeKey(...pair)) || risky.has(edgeKey(...pair));
    return facts.filter((fact) => isAboutFacts(fact) || (asserts(fact) && pairsOf(fact.handles).some(isNews)));
  }

  async #awaitedAmong(facts: readonly Fact[]): Promise<readonly Fact[]> {
    this.#awaited ??= new Set((await this.pool.query<{ target: string }>(EARLY)).rows.map(({ target }) => target));
    const records = facts.filter(({ channel }) => channel === 'record');
    const targets = new Set(records.map(targetOf));
    return facts.filter(({ eventId }) => this.#awaited!.has(eventId) || targets.has(eventId));
  }

  /** The customers that the batch's decisions touch; undefined when it has none. */
  async #circle(sql: Sql, facts: readonly Fact[]): Promise<Circle | undefined> {
    const decisions = facts.filter(isDecision);
    if (decisions.length === 0) return undefined;
    const fresh = new Map(decisions.flatMap(({ handles }) => handles).map((ref) => [ref.handle, ref]));
    const withLinks = decisions.some(({ type }) => type === 'IdentifiersUnlinked');
    return loadCircle(sql, decisions.flatMap(endsOf), fresh, withLinks);
  }

  #remember({ handles, edges, records, early }: IdentityChanges): void {
    this.#sightings.remember(handles);
    for (const { a, b, asserted } of edges) {
      if (asserted) this.#asserted.set(edgeKey(a, b), true);
      else this.#asserted.delete(edgeKey(a, b));
    }
    for (const record of records) if (early.has(record.eventId)) this.#awaited?.add(targetOf(record));
  }
}

const pairsIn = (fact: Fact): readonly Pair[] => {
  if (fact.channel === 'identity') return [endsOf(fact)];
  return asserts(fact) ? pairsOf(fact.handles) : [];
};

/** Decisions of the batch that its own facts do not hold already, as they do where the log is read again. */
const notAmong = (read: readonly Fact[], decided: readonly DecidedEvent[]): readonly DecidedEvent[] => {
  const ids = new Set(read.filter(({ source }) => source === IDENTITY_SOURCE).map(({ eventId }) => eventId));
  return decided.filter(({ id }) => !ids.has(id));
};

const isDecision = ({ channel }: Fact): boolean => channel === 'identity';

const endsOf = (fact: Fact): Pair => {
  const { a, b } = fact.data as unknown as EdgeSaid;
  return [a, b];
};

/** Pairs whose evidence a record of the batch may take away or give back. */
const pairsAtRisk = (past: Past, batch: readonly Fact[]): readonly Pair[] => {
  const targets = batch.filter(({ channel }) => channel === 'record').map((record) => past.facts.get(targetOf(record)));
  return targets.flatMap((fact) => (fact && asserts(fact) ? pairsOf(fact.handles) : []));
};

const changedEdges = (
  graph: IdentityGraph,
  before: ReadonlyMap<string, EdgeState>,
  links: ReadonlyMap<string, LinkState>,
  facts: readonly Fact[],
): IdentityChanges['edges'] => {
  const read = new Set(facts.filter(isDecision).map((fact) => edgeKey(...endsOf(fact))));
  return [...graph.edges]
    .filter(([key, edge]) => before.get(key) !== edge || read.has(key))
    .map(([key, edge]) => ({ ...edge, link: links.get(key) ?? { linked: false, generation: 0 } }));
};
