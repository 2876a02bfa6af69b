import { notFound } from '@rapport/edge';
import { membership, type KnownHandle } from '@rapport/read-db';
import { ASSIGNED_MS, everybodyAssigned, identityBehind } from '../everybody-assigned';
import type { IngestParts } from '../parts';

/** Whose data is to be erased, as far as the log went at that moment. */
export interface Subject {
  readonly customer: string;
  readonly handles: readonly KnownHandle[];
  /** Everything up to here is considered. */
  readonly head: string;
}

/**
 * The customer that an id stands for now, with all of their handles. Identity must have read the whole log: a handle that it
 * does not know yet would stay readable.
 * @throws Problem 404 when nobody has the id, 503 when identity is behind.
 */
export const subjectOf = async (parts: Pick<IngestParts, 'pool' | 'store'>, id: string): Promise<Subject> => {
  const head = await everybodyAssigned(parts, ASSIGNED_MS);
  if (head === null) throw identityBehind();
  const people = membership(parts.pool);
  const handles = await people.handlesOf(id);
  if (!handles.some(({ handle }) => handle === id)) throw notFound('customer');
  const customer = (await people.resolve([id])).get(id) ?? id;
  return { customer, handles, head };
};
