import type { Fact } from '@rapport/events';
import { membership } from '@rapport/read-db';
import type pg from 'pg';
import type { Outlet, Sending } from './outlet';
import { recordBytesMax } from './outlet';
import { recordOf, topicOf } from './published';

/** The log itself: interactions, and decisions about them. */
export const logOutlet = (pool: pg.Pool): Outlet => ({
  name: 'log',
  topics: ['interactions', 'decisions'],
  sendings: async (facts, previous, topics) => {
    const told = facts.filter((fact) => topicOf(fact) !== null);
    const customers = await membership(pool).resolve([...new Set(told.map(({ handle }) => handle))]);
    const bytesMax = recordBytesMax(topics);
    const sendings: Sending[] = [];
    let before = previous;
    for (const fact of facts) {
      const sending = sendingOf(fact, customers.get(fact.handle) ?? fact.handle, before, bytesMax);
      if (sending) sendings.push(sending);
      before = fact.position;
    }
    return sendings;
  },
});

const sendingOf = (fact: Fact, customer: string, previous: string | null, bytesMax: number): Sending | null => {
  const record = recordOf(fact, customer, previous, bytesMax);
  if (record === null) return null;
  const { topic, bytes, ...message } = record;
  return { topic, bytes, message };
};
