import { Problem } from '@rapport/edge';
import type { Registered } from '@rapport/projections';
import { hasHistory } from '@rapport/read-db';
import type { AsOf } from '../as-of';

/** Rows that are decisions: all that was ever decided is in them, and lists tell of any moment. */
const HAVE_THEIR_OWN: readonly string[] = ['tiers', 'signals', 'segments'];

/** Refuses what cannot be built as of these moments. @throws Problem 400 */
export const checkCanBePast = (projection: Registered['projection'], { recorded, occurred }: AsOf): void => {
  const { name } = projection;
  if (HAVE_THEIR_OWN.includes(name)) {
    const given = [...(recorded ? ['asOfRecorded'] : []), ...(occurred ? ['asOfOccurred'] : [])].join('&');
    throw new Problem(
      400,
      'as-of-unsupported',
      `decisions are told as of any moment at once: GET /v1/${name}?${given}`,
    );
  }
  if (occurred !== undefined && !hasHistory(projection)) {
    const detail = `a row of ${name} is of one event and has no other time than that of the event: leave asOfOccurred out`;
    throw new Problem(400, 'as-of-unsupported', detail);
  }
};
