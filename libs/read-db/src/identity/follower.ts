import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import {
  asserts,
  decisionEvent,
  edgeKey,
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
import { Fenced, keep, type Lease } from '../lease';
import { ALL_SLICES } from '../slices';
import { appendDecisions } from './append-decisions';
import { loadCircle } from './circle';
import { loadPart, type LinkState, type Pair } from './graph-part';
import { NO_PAST, readPast, type Past } from './records';
import { regroup, type Circle } from './regroup';
import { IDENTITY, identityReached } from './reached';
import { Sightings } from './sightings';
import { writingChanges, type IdentityChanges } from './write';

const EARLY = 'select target::text from rapport_read.identity_record where early';
const FOLLOWED = { projections: [IDENTITY], range: ALL_SLICES };
/** All of it is made of the log and moves with its checkpoint: what a crash of the server takes away is made again. */
const TERMS = { mayBeLost: true } as const;

/**
 * Follows the log and keeps who is who: notes what sources assert, appends what the identity rule decides, and regroups
 * customers when it reads a decision. What it decides is a function of the log before the event, so after a crash between
 * append and commit it appends the very same events again, which the store knows to be repeats. So its commits do not wait for the disk;
 * a crash that takes some back while nobody notices is noticed before anything is decided, by the checkpoint that then stands elsewhere.
 */
export class IdentityFollower {
  readonly #sightings: Sightings;
  /** Pairs that are asserted already: most events bring none but these. */
  readonly #asserted: LRUCache<string, true>;
  /** Events whose record came before them. */
  #awaited: Set<string> | undefined;
  /** When the lease was last known to be ours, on this process's clock. */
  #heldAt = -Infinity;

  constructor(
    private readonly pool: Pool,
    private readonly store: Pick<EventStore, 'append' | 'find' | 'read'>,
    private readonly maxPersons: MaxPersons,
    private readonly ttlMs: number,
    cacheMax = 200_000,
  ) {
    this.#sightings = new Sightings(cacheMax);
    this.#asserted = new LRUCache({ max: cacheMax });
  }

  /** Takes in the facts after a checkpoint; returns the next one. @throws Fenced, and whatever the store throws. */
  async take(facts: readonly Fact[], from: Checkpoint, lease: Lease): Promise<Checkpoint> {
    return inSession(this.pool, async (session) => {
      const [{ changes, decided }, stands] = await Promise.all([
        this.#consider(session, facts),
        identityReached(session),
      ]);
      if (stands !== from.position) throw new Fenced(lease.name);
      if (decided.length > 0) {
        // Whoever lost the lease long ago must not decide on what it read long ago.
        if (performance.now() - this.#heldAt > this.ttlMs / 3) await keep(session, lease, this.ttlMs);
        await appendDecisions(this.store, decided);
      }
      const last = facts.at(-1)!;
      const to = { position: last.position, eventId: last.eventId };
      const step = { ...FOLLOWED, from, to, lease, ttlMs: this.ttlMs };
      await session.transact([...writingChanges(changes), advancing(step)], TERMS).catch((error: unknown) => {
        throw asFenced(error, lease);
      });
      this.#heldAt = performance.now();
      this.#remember(changes);
      return to;
    });
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
