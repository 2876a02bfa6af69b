import type { Found } from '../answer';
import { AS_OF_PARAMETERS, asOfOf } from '../as-of';
import type { QueryParts } from '../parts';
import { rowsThen } from '../pasts/rows-then';
import { foundDefined } from './defined-found';
import { servingOf } from './named';

/** Rows of a projection that somebody described, now or as of moments. A part of such a name was there first. */
export const definedNamed = async (parts: QueryParts, name: string, query: unknown): Promise<Found> => {
  const serving = await servingOf(parts, name);
  const { grouping } = serving.compiled;
  const given = (query ?? {}) as Readonly<Record<string, unknown>>;
  const moments = AS_OF_PARAMETERS.filter((one) => !grouping.parts.some((part) => part.name === one));
  const asked = moments.flatMap((one) => (typeof given[one] === 'string' ? [[one, given[one]] as const] : []));
  const asOf = asOfOf(Object.fromEntries(asked));
  return asOf ? rowsThen(parts, serving, asOf, query) : foundDefined(parts, serving, query);
};
