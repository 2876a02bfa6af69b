import { Problem, unavailable } from '@rapport/edge';
import type { Registered } from '@rapport/projections';
import { pastOf, type BuiltPast } from '@rapport/read-db';
import type { Found } from '../answer';
import { AS_OF_PARAMETERS, toCome, type AsOf } from '../as-of';
import type { QueryParts } from '../parts';
import { checkCanBePast } from './can-be-past';
import { rowsOfPast } from './rows-of-past';
import { checkThisLog } from './this-log';

/** When to ask again for one that is being built. */
const BUILDING_SECONDS = 5;

const asked = (name: string, { recorded, occurred }: AsOf): string =>
  JSON.stringify({ projection: name, ...(recorded && { asOfRecorded: recorded }), ...(occurred && { asOfOccurred: occurred }) }); // prettier-ignore

/** What is built of a projection as of moments. @throws Problem 400, 409 with what to do about it, 503 while it is being built */
export const builtAsOf = async (parts: QueryParts, { projection }: Registered, asOf: AsOf): Promise<BuiltPast> => {
  checkCanBePast(projection, asOf);
  await checkThisLog(parts);
  const past = await pastOf(parts.pool, projection, asOf);
  if (past?.state === 'built') return past;
  if (!past && asOf.recorded !== undefined && asOf.recorded > new Date().toISOString()) throw toCome('asOfRecorded');
  if (past && past.state !== 'paused')
    throw unavailable('past-being-built', `these rows are being built: GET /v1/pasts/${past.id}`, BUILDING_SECONDS);
  const detail = past
    ? `the building of these rows is held: POST /v1/pasts/${past.id}/resume`
    : `nobody has had these rows built: POST /v1/pasts ${asked(projection.name, asOf)}`;
  throw new Problem(409, 'past-not-built', detail, { past: past?.id ?? null });
};

/** Rows of a projection as of moments, which somebody has had built. @throws Problem as above */
export const rowsThen = async (parts: QueryParts, found: Registered, asOf: AsOf, query: unknown): Promise<Found> => {
  const past = await builtAsOf(parts, found, asOf);
  const others = Object.entries((query ?? {}) as object).filter(([name]) => !(AS_OF_PARAMETERS as readonly string[]).includes(name)); // prettier-ignore
  return rowsOfPast(parts, past, found, Object.fromEntries(others));
};
