import { invalid } from '@rapport/edge';
import type { UpTo } from '@rapport/projections';
import { AS_OF_QUERY, asOfOf, asOfView, type AsOf, type AsOfGiven } from '../as-of';
import { upToThen } from '../customers/customer-then';
import { DECIDED_BY, decidedUpTo, type DecidedBy } from './decided';
import type { QueryParts } from '../parts';
import { positionThen } from '../then';

/** What the OpenAPI document says of the moments that lists of decisions may be asked for. */
export const POPULATION_QUERY = {
  asOfRecorded: { ...AS_OF_QUERY.asOfRecorded, description: 'By the closes that were recorded at this moment' },
  asOfOccurred: {
    ...AS_OF_QUERY.asOfOccurred,
    description: "At the end of the last day that had ended at this moment, in the company's zone; instead of `date`",
  },
} as const;

/** Up to which closes a list of decisions is asked for. @throws Problem 400 for a day and a moment at once */
export const populationAsked = async (
  parts: QueryParts,
  given: AsOfGiven & { readonly minPosition?: string },
  date: string | undefined,
  by: DecidedBy = DECIDED_BY,
): Promise<{ readonly asOf: AsOf | undefined; readonly upTo: UpTo; readonly said: object }> => {
  const asOf = asOfOf(given);
  if (!asOf) return { asOf, upTo: await decidedUpTo(parts, given.minPosition, by), said: {} };
  if (asOf.occurred !== undefined && date !== undefined) throw invalid('date and asOfOccurred do not go together');
  const position = await positionThen(parts, asOf, given.minPosition, by);
  return { asOf, upTo: upToThen(position, asOf), said: asOfView(asOf, position) };
};
