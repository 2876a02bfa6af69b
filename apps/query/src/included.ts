import { Problem, invalid, unavailable } from '@rapport/edge';
import { reachOf, type Reach, type Versioned } from '@rapport/read-db';
import type { QueryParts } from './parts';

const POSITION = /^[0-9a-f]{8}-\d{19}$/;
const WAIT_MS = 5_000;
/** After it something may be wrong with what is waited for. */
const MOMENT_MS = 100;
/** When to ask again for a view that is being built. */
const BUILDING_SECONDS = 2;

/** When to ask again for one that a projector begins with as soon as it runs. */
const BEGUN_SECONDS = 1;

/** What a read finds together with how far projections were at that moment. */
interface WithReach {
  readonly reach: readonly Reach[];
}

/**
 * The log position that an answer from these projections includes, read before the rows: they may be newer, never older.
 * With `minPosition` it first waits, at most five seconds, until that position is included. '' = nothing yet.
 * @throws Problem 400 for what is no position, 409 for one of another history, 503 when it is not included in time or
 * while a new version of a projection has not yet caught up with the version before.
 */
export const included = async (
  parts: Pick<QueryParts, 'keyed' | 'waiter'>,
  projections: readonly Versioned[],
  minPosition: string | undefined,
): Promise<string> => {
  const read = async (): Promise<WithReach> => ({ reach: await reachOf(parts.keyed, projections) });
  return (await readIncluded(parts, projections, minPosition, read)).position;
};

/** The same for a read that tells the reach itself, so that it need not be asked for. */
export const readIncluded = async <T extends WithReach>(
  parts: Pick<QueryParts, 'keyed' | 'waiter'>,
  projections: readonly Versioned[],
  minPosition: string | undefined,
  read: () => Promise<T>,
): Promise<T & { readonly position: string }> => {
  if (minPosition !== undefined) await reached(parts, projections, minPosition);
  const found = await read();
  return { ...found, position: positionIn(found.reach, projections) };
};

const reached = async (
  parts: Pick<QueryParts, 'keyed' | 'waiter'>,
  projections: readonly Versioned[],
  minPosition: string,
): Promise<void> => {
  if (!POSITION.test(minPosition)) throw invalid('minPosition must be a position as receipts and answers give it');
  if (await includes(parts, projections, minPosition, 'minPosition')) return;
  throw unavailable('not-included-yet', 'the views do not include minPosition yet; repeat, or leave it out');
};

/**
 * Waits, at most five seconds, until projections include a position of the log; whether they do.
 * @param what it is, for who reads of a fault.
 * @throws Problem 409 for a position of another history, 503 while a new version is being built.
 */
export const includes = async (
  { keyed, waiter }: Pick<QueryParts, 'keyed' | 'waiter'>,
  projections: readonly Versioned[],
  position: string,
  what: string,
): Promise<boolean> => {
  // Nearly always it is there, or will be in a moment: one look, which all who wait share, is all that this costs.
  if (await waiter.waitFor(position, projections, MOMENT_MS)) return true;
  const soon = () => waiter.waitFor(position, projections, WAIT_MS - MOMENT_MS);
  // Who begins, or is built of few events, is worth waiting for; who is built of many is still refused then.
  const isBuilt = (await reachOf(keyed, projections)).every((one) => one.position !== null && !one.building);
  if (!isBuilt && (await soon())) return true;
  const now = positionIn(await reachOf(keyed, projections), projections);
  if (now !== '' && epochOf(now) !== epochOf(position)) {
    throw new Problem(409, 'other-history', `${what} is of another history: the store was restored or replaced`);
  }
  return now >= position || (isBuilt && soon());
};

const epochOf = (position: string): string => position.slice(0, 8);

/**
 * The position that all of these projections include, of a reach in which they are; '' = nothing yet.
 * @throws Problem 503 where no projector has begun with one, and while a new version of one has not caught up with the version before.
 */
export const positionIn = (reach: readonly Reach[], projections: readonly Versioned[]): string => {
  const names = new Set(projections.map(({ name }) => name));
  const these = reach.filter(({ name }) => names.has(name));
  const building = these.find((one) => one.building);
  if (building) {
    const detail = `a new version of ${building.name} is being built and has not caught up yet; see GET /v1/projections`;
    throw unavailable('view-being-built', detail, BUILDING_SECONDS);
  }
  const none = these.find(({ position }) => position === null);
  if (none) throw unavailable('view-being-built', `no projector has begun with ${none.name} yet; see GET /health/ready`, BEGUN_SECONDS); // prettier-ignore
  const positions = these.map(({ position }) => position!);
  return positions.length > 0 ? positions.reduce((least, other) => (other < least ? other : least)) : '';
};
