import { setTimeout as sleep } from 'node:timers/promises';
import { unavailable, type Problem } from '@rapport/edge';
import { decidedUpTo, firmCheckpoint, IDENTITY } from '@rapport/read-db';
import type { IngestParts } from './parts';
import { orUnavailable } from './store-answers';

const PAUSE_MS = 50;

/** How long a request may wait until everybody in the log is assigned. */
export const ASSIGNED_MS = 5_000;

type Parts = Pick<IngestParts, 'pool' | 'store'>;

/** True once identity has read the log up to a position and decided what follows from it, and no crash of the database takes that back. */
const identityReaches = async ({ pool }: Pick<Parts, 'pool'>, head: string, waitMs: number): Promise<boolean> => {
  for (const until = performance.now() + waitMs; ; await sleep(PAUSE_MS)) {
    if ((await decidedUpTo(pool)) >= head && (await firmCheckpoint(pool, IDENTITY)).position >= head) return true;
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

/** 503: whom a request is about may be in the log and not yet assigned. */
export const identityBehind = (): Problem =>
  unavailable('identity-behind', 'not all events are assigned to customers yet; repeat the same request');
