import type { Fact } from '@rapport/events';
import type { Own } from '@rapport/fold';

type Handles = Fact['handles'];

const NOTHING: Fact['sealed'] = Object.freeze({});

/**
 * Lets the events of a stream say by the same object what they say alike: whose they are, by which identifiers they came, on whose
 * behalf, and that nothing in them is sealed. That is half of the memory of a long history, and moving it about is most of what
 * collecting garbage costs. Events are changed in place, to what says the same.
 */
export const sayingAlike = (): ((fact: Fact) => Fact) => {
  const newest = new Map<string, Fact>();
  return (fact) => {
    const own: Own<Fact> = fact;
    if (isEmpty(fact.sealed)) own.sealed = NOTHING;
    const before = newest.get(fact.stream);
    if (before !== undefined) {
      if (fact.handle === before.handle) own.handle = before.handle;
      if (areAlike(fact.handles, before.handles)) own.handles = before.handles;
      if (fact.meta && before.meta && isAlike(fact.meta, before.meta)) own.meta = before.meta;
    }
    newest.set(fact.stream, fact);
    return fact;
  };
};

const isEmpty = (some: object): boolean => {
  for (const _ in some) return false;
  return true;
};

const areAlike = (some: Handles, others: Handles): boolean =>
  some.length === others.length && some.every((one, nth) => isAlike(one, others[nth]!));

/** Whether two have the same members; texts, numbers and the like are compared, all else is held to be different. Makes no lists on the way. */
const isAlike = (one: object, other: object): boolean => {
  let more = 0;
  for (const name in one) {
    if ((one as Record<string, unknown>)[name] !== (other as Record<string, unknown>)[name]) return false;
    more += 1;
  }
  for (const _ in other) more -= 1;
  return more === 0;
};
