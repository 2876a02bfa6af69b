import { booksOf, type Movement } from './books';
import { type Close, type Fact, knownAt, objectorsIn } from './facts';
import { converter, type Convert } from './money';

/** All that rules see at a close; nobody in it objects to being judged. */
export interface World extends Close {
  readonly facts: readonly Fact[];
  readonly books: ReadonlyMap<string, readonly Movement[]>;
  readonly objectors: ReadonlySet<string>;
  /** Ids of all customers of then. */
  readonly people: ReadonlySet<string>;
  readonly convertTo: (currency: string) => Convert;
}

/** Makes the world of a close. */
export const worldAt = (close: Close): World => {
  const known = knownAt(close);
  const objectors = objectorsIn(known);
  const all = known.filter(({ at }) => at < close.endsAt);
  const facts = all.filter(({ customer }) => !objectors.has(customer));
  const people = new Set(close.customers.values());
  return { ...close, facts, books: booksOf(facts), objectors, people, convertTo: (to) => converter(all, to) };
};

/** Where a rule puts somebody. */
export interface Place {
  readonly tier: string;
  /** Null = of nobody who ever bought. */
  readonly value: bigint | null;
  readonly rank: number | null;
  /** Sales that it rests on; null = the documents do not say. */
  readonly sales: number | null;
  readonly figures: Readonly<Record<string, unknown>>;
}

export type Judge = (world: World, params: any) => ReadonlyMap<string, Place>;
