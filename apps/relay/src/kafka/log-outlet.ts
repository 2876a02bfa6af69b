import type { StoredEvent } from '@rapport/event-store';
import { type Fact, decodeEvent } from '@rapport/events';
import { openSender } from '@rapport/kafka';
import { membership } from '@rapport/read-db';
import type pg from 'pg';
import { ahead } from './ahead';
import { type Desk, type Outlet, type Sending, inRequests, messagesOf, recordBytesMax, sendingOf } from './outlet';
import { recordOf, topicOf } from './published';

/** The log itself: interactions, and decisions about them. */
export const logOutlet = (pool: pg.Pool): Outlet => ({
  name: 'log',
  topics: ['interactions', 'decisions'],
  publish: async (desk) => {
    const sender = openSender(desk.client);
    try {
      await desk.asked(() => sender.connect());
      desk.begun();
      await publish(pool, desk, async (request) => {
        const topicMessages = messagesOf(desk.topics, request);
        await desk.asked(() => sender.send(topicMessages));
      });
    } finally {
      await sender.disconnect().catch(() => undefined);
    }
  },
});

const publish = async (
  pool: pg.Pool,
  { store, topics, tenure, signal, advance }: Desk,
  send: (request: readonly Sending[]) => Promise<void>,
): Promise<void> => {
  const bytesMax = recordBytesMax(topics);
  let previous = tenure.from.position || null;
  let noted = Promise.resolve();
  for await (const batch of ahead<readonly StoredEvent[]>(store.follow(previous, signal))) {
    const facts = batch.map(decodeEvent);
    const sendings = await sendingsOf(pool, facts, previous, bytesMax);
    for (const request of inRequests(sendings, bytesMax)) await send(request);
    // Noted while the next batch is on its way; never two notes at once.
    await noted;
    const { position, eventId } = facts.at(-1)!;
    previous = position;
    noted = advance({ position, eventId }, sendings.length);
    noted.catch(() => undefined);
  }
  await noted;
};

/** The records of some facts, in order; `before`: position of the fact before them. */
export const sendingsOf = async (
  pool: pg.Pool,
  facts: readonly Fact[],
  before: string | null,
  bytesMax: number,
): Promise<readonly Sending[]> => {
  const told = facts.filter((fact) => topicOf(fact) !== null);
  const customers = await membership(pool).resolve([...new Set(told.map(({ handle }) => handle))]);
  let previous = before;
  return facts.flatMap((fact) => {
    const record = recordOf(fact, customers.get(fact.handle) ?? fact.handle, previous, bytesMax);
    previous = fact.position;
    if (record === null) return [];
    const { topic, ...outgoing } = record;
    return [sendingOf(topic, outgoing)];
  });
};
