import { readStates } from '@rapport/read-db';
import { type Desk, inRequests, messagesOf, recordBytesMax } from '../outlet';
import { asHolder } from '../tenure';
import { noteAgain } from './again';
import type { FencedProducer } from './fenced-producer';
import { type StateParts, TableExchanged, VIEW } from './known';
import type { LastSent } from './last-sent';
import { forgetTold, noteTold } from './told';
import { worked } from './work';

/**
 * Tells topics how customers are now: a state, or a tombstone where one may have been sent and none is due. Gives back how many
 * records that were. When it ends, all copies have them.
 * @throws Overtaken | TableExchanged
 */
export const tellCustomers = async (
  parts: StateParts,
  desk: Desk,
  producer: FencedProducer,
  source: string,
  sent: LastSent,
  customers: readonly string[],
): Promise<number> => {
  if (customers.length === 0) return 0;
  const states = await readStates(parts.pool, VIEW, { customers });
  if (states.source !== source) throw new TableExchanged();
  const { sendings: all, living, gone, again } = await worked(parts, desk, customers, states);
  const sendings = all.filter((one) => !sent.has(one));
  // Also when nobody is new: this commit waits for the disk, and with it what was read, which a crash of the database could
  // otherwise take back after topics have told it.
  if (living.length + sendings.length > 0) await asHolder(parts.pool, desk.tenure, (sql) => noteTold(sql, living));
  for (const request of inRequests(sendings, recordBytesMax(desk.topics)))
    await desk.asked(() => producer.send(messagesOf(desk.topics, request)));
  sent.note(sendings);
  await asHolder(parts.pool, desk.tenure, async (sql) => {
    await forgetTold(sql, gone);
    await noteAgain(sql, desk.tenure.name, customers, again);
  });
  return sendings.length;
};
