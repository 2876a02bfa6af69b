import type { EventStore } from '@rapport/event-store';
import { decisionStream, decodeEvent, type Fact } from '@rapport/events';
import { type CustomerProjection, isToldTier, toldFacts } from '@rapport/fold';
import { runsUpTo } from '@rapport/read-db';

/** Adds to the facts of customers of a sample what they were decided to be. */
export type WithTiers = (own: ReadonlyMap<string, readonly Fact[]>) => Promise<ReadonlyMap<string, readonly Fact[]>>;

/**
 * A sample holds the newest events and hardly a decision, so those about its customers are looked up; of handles of theirs that have no
 * event in the sample only the customer's own.
 */
export const tiersOfSample = (
  store: Pick<EventStore, 'read'>,
  projection: CustomerProjection<any>,
  head: string,
): WithTiers => {
  const runs = runsUpTo(store, projection, head);
  runs.catch(() => undefined);
  return async (own) => {
    if (projection.tiersOf === undefined) return own;
    const customers = new Map<string, string>();
    for (const [customer, facts] of own) for (const { handle } of [{ handle: customer }, ...facts]) customers.set(handle, customer); // prettier-ignore
    const decided = new Map<string, Fact[]>();
    for await (const events of store.read([...customers.keys()].map(decisionStream), head)) {
      for (const fact of events.map(decodeEvent)) {
        const customer = customers.get(fact.handle);
        if (customer === undefined || !isToldTier(projection, fact)) continue;
        const theirs = decided.get(customer);
        if (theirs) theirs.push(fact);
        else decided.set(customer, [fact]);
      }
    }
    const known = await runs;
    return new Map(
      [...own].map(([customer, facts]) => {
        const plain = facts.filter((fact) => !isToldTier(projection, fact));
        return [customer, toldFacts(projection, [...plain, ...(decided.get(customer) ?? [])], known, customer)];
      }),
    );
  };
};
