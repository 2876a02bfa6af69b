import { projections, type Registered } from '@rapport/projections';
import { builtProjections, definedProjections, type DefinedProjection } from '@rapport/read-db';
import { Problem, unavailable } from '@rapport/edge';
import type { QueryParts } from '../parts';

/** When to ask again for a projection that is being built. */
const BUILDING_SECONDS = 5;

/** The version of a described projection that serves. @throws Problem 404, 503 while its first version is being built */
export const servingOf = async ({ pool }: Pick<QueryParts, 'pool'>, name: string): Promise<DefinedProjection> => {
  const found = (await builtProjections(pool)).find(({ projection }) => projection.name === name);
  if (found) return found;
  const isKnown = (await definedProjections(pool)).some(({ projection }) => projection.name === name);
  if (!isKnown) throw new Problem(404, 'not-found', 'there is no projection of this name');
  const detail = `${name} is being built and has not served yet; see GET /v1/projections/${name}`;
  throw unavailable('view-being-built', detail, BUILDING_SECONDS);
};

/** A projection by its name: of this release, or as somebody described it. @throws Problem 404, 503 */
export const projectionNamed = async (
  parts: Pick<QueryParts, 'pool'>,
  name: string,
): Promise<Registered | DefinedProjection> =>
  projections.find(({ projection }) => projection.name === name) ?? servingOf(parts, name);

/** True for one that somebody described. */
export const isDefined = (one: Registered | DefinedProjection): one is DefinedProjection => 'compiled' in one;
