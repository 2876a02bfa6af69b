import { edgeKey, survivorOf, type EdgeSaid, type Node } from '@rapport/decisions';
import type { Fact } from '@rapport/events';
import type { LinkState, Pair } from './graph-part';

/** A handle belongs to a customer from a position on, up to another one or (null) until further notice. */
export interface Span {
  readonly handle: string;
  readonly customer: string;
  readonly from: string;
  readonly to: string | null;
}

/** The customers that a batch of identity events can touch: all their handles, and the links among these. */
export interface Circle {
  readonly nodes: ReadonlyMap<string, Node>;
  readonly customers: ReadonlyMap<string, string>;
  /** Since when each handle has belonged to its customer; absent = always, as its own. */
  readonly since: ReadonlyMap<string, string>;
  readonly linked: readonly Pair[];
}

/** Customers in memory, regrouped link by link. */
class Grouping {
  readonly #customer: Map<string, string>;
  readonly #members = new Map<string, string[]>();
  readonly #neighbours = new Map<string, Set<string>>();

  constructor(private readonly circle: Circle) {
    this.#customer = new Map(circle.customers);
    for (const [handle, customer] of circle.customers) {
      this.#members.set(customer, [...(this.#members.get(customer) ?? []), handle]);
    }
    for (const [a, b] of circle.linked) this.#connect(a, b);
  }

  /** Joins the customers of two handles; the handles whose customer changed. */
  link(a: string, b: string): readonly string[] {
    this.#connect(a, b);
    const [one, other] = [this.#customer.get(a)!, this.#customer.get(b)!];
    if (one === other) return [];
    const members = [...this.#members.get(one)!, ...this.#members.get(other)!];
    this.#members.delete(one);
    this.#members.delete(other);
    return this.#regroup(members);
  }

  /** Takes a link away; the handles whose customer changed, which are none while another way connects the two. */
  unlink(a: string, b: string): readonly string[] {
    this.#neighbours.get(a)?.delete(b);
    this.#neighbours.get(b)?.delete(a);
    const reached = this.#reach(a);
    const before = this.#customer.get(a)!;
    if (before !== this.#customer.get(b) || reached.has(b)) return [];
    const members = this.#members.get(before)!;
    this.#members.delete(before);
    const rest = members.filter((handle) => !reached.has(handle));
    return [...this.#regroup([...reached]), ...this.#regroup(rest)];
  }

  customerOf(handle: string): string {
    return this.#customer.get(handle)!;
  }

  #connect(a: string, b: string): void {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      this.#neighbours.set(from, (this.#neighbours.get(from) ?? new Set()).add(to));
    }
  }

  #reach(from: string): Set<string> {
    const reached = new Set([from]);
    for (const handle of reached) for (const next of this.#neighbours.get(handle) ?? []) reached.add(next);
    return reached;
  }

  #regroup(members: readonly string[]): readonly string[] {
    const survivor = survivorOf(members.map((handle) => this.circle.nodes.get(handle)!));
    this.#members.set(survivor, [...members]);
    const changed = members.filter((handle) => this.#customer.get(handle) !== survivor);
    for (const handle of changed) this.#customer.set(handle, survivor);
    return changed;
  }
}

/**
 * Reads identity events in log order and says which memberships end and which begin, and when. An event that is older than
 * what the log has said about its pair changes nothing. `links` is brought up to date in place.
 */
export const regroup = (circle: Circle, links: Map<string, LinkState>, events: readonly Fact[]): readonly Span[] => {
  const grouping = new Grouping(circle);
  const current = new Map<string, Span>();
  const ended: Span[] = [];
  const move = (handle: string, customer: string, position: string): void => {
    const since = circle.since.get(handle);
    const stored = since === undefined ? undefined : { handle, customer: circle.customers.get(handle)!, from: since };
    const before = current.get(handle) ?? stored;
    if (before) ended.push({ ...before, to: position });
    current.set(handle, { handle, customer, from: position, to: null });
  };
  for (const { type, data, position } of events) {
    const { a, b, generation } = data as unknown as EdgeSaid;
    const linked = type === 'IdentifiersLinked';
    const before = links.get(edgeKey(a, b)) ?? { linked: false, generation: 0 };
    if (generation <= before.generation) continue;
    links.set(edgeKey(a, b), { linked, generation });
    if (linked === before.linked) continue;
    const changed = linked ? grouping.link(a, b) : grouping.unlink(a, b);
    for (const handle of changed) move(handle, grouping.customerOf(handle), position);
  }
  return [...ended, ...current.values()];
};
