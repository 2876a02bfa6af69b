import type { Pool } from 'pg';
import { positions, type Progress } from '../positions';

/** What does not move and why, by the name of the projection. */
export const checkpointFault = async (
  pool: Pool,
): Promise<Readonly<Record<string, Pick<Progress, 'fault' | 'faultSince' | 'nextTryAt'>>>> => {
  const faulty = (await positions(pool)).filter(({ fault }) => fault !== null);
  return Object.fromEntries(
    faulty.map(({ projection, fault, faultSince, nextTryAt }) => [projection, { fault, faultSince, nextTryAt }]),
  );
};
