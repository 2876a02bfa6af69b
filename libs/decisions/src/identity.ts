import { UNIQUE_PER_PERSON, type HandleRef } from '@rapport/events';

/** A handle as the identity graph knows it. */
export type Node = Pick<HandleRef, 'handle' | 'type' | 'issuer'>;

/** What is known about two handles, `a` < `b` as text. */
export interface EdgeFacts {
  readonly a: string;
  readonly b: string;
  /** Some event in force asserts both for one person. */
  readonly asserted: boolean;
  /** What a person decided last, if ever. */
  readonly verdict: 'joined' | 'split' | null;
  /** Number of the last decision about this pair, 0 = none. */
  readonly generation: number;
}

/**
 * By identifier type: with how many persons an identifier may be seen before it is held to be shared (a family phone, an
 * info@ mailbox). Types that are not listed are never shared.
 */
export type MaxPersons = Readonly<Record<string, number>>;
export const MAX_PERSONS: MaxPersons = { phone: 3, email: 2, deviceId: 5 };

/** The pair in its one form: as text the lesser handle first. */
export const pairOf = (one: string, other: string): readonly [a: string, b: string] =>
  one < other ? [one, other] : [other, one];

/** All pairs of an event's handles, each once, in their one form, in text order. */
export const pairsOf = (handles: readonly Pick<Node, 'handle'>[]): (readonly [a: string, b: string])[] => {
  const distinct = [...new Set(handles.map(({ handle }) => handle))].sort();
  return distinct.flatMap((a, at) => distinct.slice(at + 1).map((b) => [a, b] as const));
};

/**
 * Whether an identifier asserted together with these others is shared: with more than `maxPersons` distinct values of one
 * type that is unique per person, counted per issuer (domain.md, section 3).
 */
export const isShared = (node: Node, others: Iterable<Node>, maxPersons: MaxPersons): boolean => {
  const limit = maxPersons[node.type];
  if (limit === undefined) return false;
  const persons = new Map<string, Set<string>>();
  for (const { handle, type, issuer } of others) {
    if (!UNIQUE_PER_PERSON.includes(type)) continue;
    const kind = `${type}\n${issuer ?? ''}`;
    persons.set(kind, (persons.get(kind) ?? new Set()).add(handle));
  }
  return [...persons.values()].some(({ size }) => size > limit);
};

/** Whether two handles belong together: a person's verdict decides, else what sources assert, unless an end is shared. */
export const holds = (edge: Pick<EdgeFacts, 'asserted' | 'verdict'>, anEndIsShared: boolean): boolean =>
  edge.verdict === 'joined' || (edge.verdict !== 'split' && edge.asserted && !anEndIsShared);
