import { UNIQUE_PER_PERSON } from '@rapport/events';
import { isShared, holds, type EdgeFacts, type MaxPersons, type Node } from './identity';
import { edgeKey } from './survivor';

export interface EdgeState extends EdgeFacts {
  /** The first event in force that asserts both. */
  readonly evidence: string | null;
  /** What the last decision says; it may still be on its way into the log. */
  readonly decided: boolean;
}

export interface NodeState extends Node {
  readonly shared: boolean;
}

/** A change of mind about one pair: what becomes an event. */
export interface EdgeDecision {
  readonly a: Node;
  readonly b: Node;
  readonly linked: boolean;
  readonly generation: number;
  readonly why: 'asserted' | 'no-longer-shared' | 'shared' | 'retracted';
}

/** Whether gaining (or losing) an assertion with the other handle can make a handle shared (or free again). */
export const canReshare = (node: NodeState, other: Node, gained: boolean, maxPersons: MaxPersons): boolean =>
  maxPersons[node.type] !== undefined && UNIQUE_PER_PERSON.includes(other.type) && node.shared !== gained;

/**
 * The identity graph in memory: all of it, or the part that the events at hand can touch. That part must hold, for each
 * pair that gains or loses its assertion, both ends, and all edges of an end for which `canReshare`.
 */
export class IdentityGraph {
  readonly nodes = new Map<string, NodeState>();
  readonly edges = new Map<string, EdgeState>();
  readonly #around = new Map<string, Set<string>>();

  constructor(readonly maxPersons: MaxPersons) {}

  putNode(node: NodeState): void {
    this.nodes.set(node.handle, node);
  }

  putEdge(edge: EdgeState): void {
    const key = edgeKey(edge.a, edge.b);
    this.edges.set(key, edge);
    for (const end of [edge.a, edge.b]) {
      const keys = this.#around.get(end);
      if (keys) keys.add(key);
      else this.#around.set(end, new Set([key]));
    }
  }

  edge(a: string, b: string): EdgeState {
    const fresh = { a, b, asserted: false, evidence: null, verdict: null, generation: 0, decided: false };
    return this.edges.get(edgeKey(a, b)) ?? fresh;
  }

  edgesAround(handle: string): EdgeState[] {
    return [...(this.#around.get(handle) ?? [])].map((key) => this.edges.get(key)!);
  }

  /** Sets what asserts each pair (null = nothing any more) and decides anew what that changes, in text order of pairs. */
  setEvidence(changes: readonly (readonly [a: string, b: string, evidence: string | null])[]): EdgeDecision[] {
    const touched = new Set<string>();
    const own = new Set<string>();
    for (const [a, b, evidence] of changes) {
      const before = this.edge(a, b);
      this.putEdge({ ...before, evidence, asserted: evidence !== null });
      own.add(edgeKey(a, b));
      const asserted = evidence !== null;
      if (before.asserted === asserted) continue;
      const reshared = [...this.#reshare(a, b, asserted), ...this.#reshare(b, a, asserted)];
      for (const key of [edgeKey(a, b), ...reshared]) touched.add(key);
    }
    return [...touched].sort().flatMap((key) => this.#settle(key, own.has(key)));
  }

  /** Takes in a decision read from the log; a person's is a verdict. What it leaves to be decided is decided. */
  readBack(a: string, b: string, linked: boolean, generation: number, by: 'source' | 'person'): EdgeDecision[] {
    const before = this.edge(a, b);
    const verdict = by === 'person' ? (linked ? 'joined' : 'split') : before.verdict;
    const latest = generation >= before.generation;
    this.putEdge({
      ...before,
      verdict,
      decided: latest ? linked : before.decided,
      generation: Math.max(generation, before.generation),
    });
    return this.#settle(edgeKey(a, b), false);
  }

  /**
   * Works out anew whether a handle is shared, if its gaining (or losing) the other one can change that at all; when it
   * did, the keys of all its edges.
   */
  #reshare(handle: string, other: string, gained: boolean): readonly string[] {
    const node = this.nodes.get(handle)!;
    if (!canReshare(node, this.nodes.get(other)!, gained, this.maxPersons)) return [];
    const others = this.edgesAround(handle)
      .filter(({ asserted }) => asserted)
      .map(({ a, b }) => this.nodes.get(a === handle ? b : a)!);
    const shared = isShared(node, others, this.maxPersons);
    if (shared === node.shared) return [];
    this.putNode({ ...node, shared });
    return [...(this.#around.get(handle) ?? [])];
  }

  #settle(key: string, own: boolean): EdgeDecision[] {
    const edge = this.edges.get(key)!;
    const a = this.nodes.get(edge.a)!;
    const b = this.nodes.get(edge.b)!;
    const linked = holds(edge, a.shared || b.shared);
    if (linked === edge.decided) return [];
    const generation = edge.generation + 1;
    this.putEdge({ ...edge, decided: linked, generation });
    const why = linked ? (own ? 'asserted' : 'no-longer-shared') : edge.asserted ? 'shared' : 'retracted';
    return [{ a, b, linked, generation, why }];
  }
}
