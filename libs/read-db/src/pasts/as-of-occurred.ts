import { occurredBy, type Projection } from '@rapport/fold';
import type { ProjectionTable } from '../projection-table';

/** True where rows are made of a history, of which a part can be left out: not where each is of one event. */
export const hasHistory = (projection: Projection): boolean => occurredBy(projection, '') !== undefined;

/** The projection as of a moment of history, for the same table; as it is where that is null. */
export const asOfOccurred = (registered: ProjectionTable, occurred: string | null): ProjectionTable => {
  if (occurred === null) return registered;
  const projection = occurredBy(registered.projection, occurred);
  if (!projection) throw new Error(`${registered.projection.name} has no other time than that of its events`);
  return { ...registered, projection };
};
