import { isAway } from '@rapport/postgres';
import { Fenced } from '../lease';
import type { Versioned } from '../wait-for';
import type { OpenProjection } from './view';

/** Some projections of a lane went on without the others: whoever follows must look anew where each of them stands. */
export class WentApart extends Error {
  constructor(
    readonly left: readonly Versioned[],
    cause: unknown,
  ) {
    super(`${left.map(({ name }) => name).join(', ')} cannot be written; the others go on`, { cause });
    this.name = 'WentApart';
  }
}

/** A statement waited too long for what another session holds. */
const LOCKED = '55P03';

/** True of a failure that need not be everybody's: of one table, say. */
export const mayBeOfOne = (error: unknown): boolean =>
  !(error instanceof Fenced) && (!isAway(error) || (error as { readonly code?: string }).code === LOCKED);

/**
 * Lets each of some projections go on by itself, after they have failed together.
 * @param together what they failed with
 * @throws WentApart when some did; `together` when none did; whatever is everybody's
 */
export const eachAlone = async (
  projections: readonly OpenProjection[],
  together: unknown,
  go: (one: OpenProjection) => Promise<unknown>,
): Promise<void> => {
  const left: Versioned[] = [];
  for (const one of projections) {
    try {
      await go(one);
    } catch (error) {
      if (!mayBeOfOne(error)) throw error;
      left.push(one.projection);
    }
  }
  if (left.length === projections.length) throw together;
  if (left.length > 0) throw new WentApart(left, together);
};
