import { joinCustomers, splitCustomer, type IdentityOutcome } from '@rapport/decisions';
import type { EventStore } from '@rapport/event-store';
import { membership } from '../membership';
import { logOf, settled, type Stage } from './stage';

const command = { by: 'key a-17', at: '2026-11-20T10:00:00.000Z' };

/** Somebody says that two customers are one person, and then that they are not. */
export const joinAndSplit = async (stage: Stage, store: EventStore): Promise<void> => {
  const { handlesOf, edgesOf, resolve } = membership(stage.database.pool);
  const owners = (await logOf(store)).filter(({ handles }) => handles.length > 0).map(({ handle }) => handle);
  const customers = [...new Set((await resolve([...new Set(owners)])).values())];
  const [one, other] = [customers[0]!, customers.at(-1)!];
  const nodes = async (customer: string) =>
    (await handlesOf(customer)).map(({ handle, type, issuer }) => ({ handle, type, ...(issuer && { issuer }) }));
  const edges = async (customer: string) => edgesOf((await nodes(customer)).map(({ handle }) => handle));
  const off = (await nodes(other)).map(({ handle }) => handle);
  const record = async (outcome: IdentityOutcome): Promise<void> => {
    if (!outcome.ok) throw new Error(outcome.detail);
    await store.append(outcome.events.map(({ stream, ...event }) => ({ stream, expected: 'any', events: [event] })));
    await settled(stage, store);
  };
  await record(joinCustomers(await nodes(one), await nodes(other), await edges(one), command));
  const joined = (await resolve([one])).get(one)!;
  await record(splitCustomer(await nodes(joined), off, await edges(joined), command));
};
