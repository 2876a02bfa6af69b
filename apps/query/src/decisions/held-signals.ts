import { currentSignals, lastClosedRun, type UpTo } from '@rapport/projections';
import { signalView } from './decided';
import type { QueryParts } from '../parts';
import { handleSet, type Person } from '../person';

/** The signals of a customer that hold, as the last close of each rule left them (`heldAt`). */
export const heldSignals = async (
  { db }: Pick<QueryParts, 'db'>,
  person: Person,
  upTo: UpTo,
  only: string | undefined,
): Promise<readonly object[]> => {
  const { customer } = person;
  const current = await currentSignals(db.manager, [{ customer, handles: [...handleSet(person)] }], upTo);
  const held = current.get(customer)!.filter(({ rule }) => only === undefined || rule === only);
  const closes = await Promise.all(held.map(({ rule }) => lastClosedRun(db.manager, rule, upTo)));
  return held.map((row, nth) => ({ ...signalView(row), heldAt: closes[nth]?.date ?? row.date }));
};
