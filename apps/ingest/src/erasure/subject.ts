import { setTimeout as sleep } from 'node:timers/promises';
import { notFound, unavailable } from '@rapport/edge';
import { membership, reachOf, type KnownHandle } from '@rapport/read-db';
import type { IngestParts } from '../parts';
import { orUnavailable } from '../store-answers';

const IDENTITY = { name: 'identity', version: 1 };
const WAIT_MS = 5_000;
const PAUSE_MS = 50;

/** Whose data is to be erased, as far as the log went at that moment. */
export interface Subject {
  readonly customer: string;
  readonly handles: readonly KnownHandle[];
  /** Everything up to here is considered. */
  readonly head: string;
}

type Parts = Pick<IngestParts, 'pool' | 'store'>;

/** True once identity has read the log up to a position. */
const identityReaches = async ({ pool }: Pick<Parts, 'pool'>, head: string, waitMs: number): Promise<boolean> => {
  for (const until = performance.now() + waitMs; ; await sleep(PAUSE_MS)) {
    const [reach] = await reachOf(pool, [IDENTITY]);
    if ((reach?.position ?? '') >= head) return true;
    if (performance.now() > until) return false;
  }
};

/** Deciding that two handles belong together is an event of its own, which must be read too; and what follows from it. */
const ROUNDS = 3;

/** Waits until everybody is assigned who is in the log by now; gives back how far that is, or null when it takes too long. */
export const everybodyAssigned = async (parts: Parts, waitMs: number): Promise<string | null> => {
  let head: string | null = null;
  for (let round = 0; round < ROUNDS; round += 1) {
    const { position, eventId } = await orUnavailable(() => parts.store.head());
    if (eventId === null || position === head) return position;
    if (!(await identityReaches(parts, position, waitMs))) return null;
    head = position;
  }
  return head;
};

/**
 * The customer that an id stands for now, with all of their handles. Identity must have read the whole log: a handle that it
 * does not know yet would stay readable.
 * @throws Problem 404 when nobody has the id, 503 when identity is behind.
 */
export const subjectOf = async (parts: Parts, id: string): Promise<Subject> => {
  const head = await everybodyAssigned(parts, WAIT_MS);
  if (head === null)
    throw unavailable('identity-behind', 'not all events are assigned to customers yet; repeat the same request');
  const people = membership(parts.pool);
  const handles = await people.handlesOf(id);
  if (!handles.some(({ handle }) => handle === id)) throw notFound('customer');
  const customer = (await people.resolve([id])).get(id) ?? id;
  return { customer, handles, head };
};
