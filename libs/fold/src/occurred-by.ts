import type { Fact } from '@rapport/events';
import type { CustomerProjection, Projection } from './projection';

/** True when a fact, as it is told, counts for a projection that looks at what had happened by a moment; all do where there is none. */
export const hadHappened = (
  { until }: Pick<CustomerProjection<any>, 'until'>,
  { occurredAt }: Pick<Fact, 'occurredAt'>,
): boolean => until === undefined || occurredAt <= until;

/**
 * The projection as of a moment of history: the same fold of what had happened by then, as corrections say it did. A correction that
 * moves an event to another time moves it over the moment, too. Undefined for rows of single events: those have no other time than their event's.
 * @param moment RFC 3339, UTC, milliseconds
 */
export const occurredBy = (projection: Projection, moment: string): Projection | undefined => {
  if (projection.scope === 'customer') return { ...projection, until: moment };
  // What an event did is taken back from its rows as it did it, so an event that touches no row leaves nothing to take back.
  if (!projection.takeBack) return undefined;
  return { ...projection, keys: (fact) => (fact.occurredAt <= moment ? projection.keys(fact) : []) };
};
