import { currentSegments, lastClosedRun, type UpTo } from '@rapport/projections';
import { SEGMENTS_BY, segmentView } from './decided';
import { included } from '../included';
import type { QueryParts } from '../parts';
import { handleSet, type Person } from '../person';

/** The segments that a customer is in, as the last close of each left them (`heldAt`); by name of the rule. */
export const heldSegments = async (
  parts: Pick<QueryParts, 'db' | 'keyed' | 'waiter'>,
  person: Person,
  asked: UpTo,
  only: string | undefined,
): Promise<readonly object[]> => {
  const { db } = parts;
  const { customer } = person;
  // What else is answered may be ahead of what is known about segments, and no close may be there by half.
  const reached = await included(parts, SEGMENTS_BY, undefined);
  const upTo = { ...asked, position: reached < asked.position ? reached : asked.position };
  const current = await currentSegments(db.manager, [{ customer, handles: [...handleSet(person)] }], upTo);
  const held = current.get(customer)!.filter(({ rule }) => only === undefined || rule === only);
  const closes = await Promise.all(held.map(({ rule }) => lastClosedRun(db.manager, rule, upTo)));
  return held.map((row, nth) => ({ ...segmentView(row), heldAt: closes[nth]?.date ?? row.date }));
};
