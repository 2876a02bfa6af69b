import { isOwnChannel, typeDefinitions } from '@rapport/events';
import type { Types } from '@rapport/event-store';
import type { Projection } from '@rapport/fold';

const RECORDS: readonly string[] = ['InteractionCorrected', 'InteractionRetracted'];

/** Types of events of our own, about others or about no customer at all; `each` never sees them. */
const OWN: readonly string[] = typeDefinitions()
  .filter(({ channels }) => channels.every(isOwnChannel))
  .map(({ type }) => type);

/**
 * The types of events that a projection can have any use for: others are not even read, so that a rebuild of a rare type's
 * projection costs little.
 */
export const typesOf = (projection: Projection): Types => {
  const records = projection.scope === 'customer' || projection.takeBack !== undefined ? RECORDS : [];
  const named = [...new Set([...Object.keys(projection.on), ...records])];
  // Whoever looks at every event looks at those of types that this release does not know, too.
  return projection.each === undefined ? { only: named } : { but: OWN.filter((type) => !named.includes(type)) };
};

/** The types of which one at least is among some; what every one of them leaves out is left out. */
export const eitherOf = (one: Types, other: Types): Types => {
  if ('only' in one) {
    if ('only' in other) return { only: [...new Set([...one.only, ...other.only])] };
    return { but: other.but.filter((type) => !one.only.includes(type)) };
  }
  return 'only' in other ? eitherOf(other, one) : { but: one.but.filter((type) => other.but.includes(type)) };
};
