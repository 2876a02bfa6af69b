import { Problem } from '@rapport/edge';

const UNDEFINED_TABLE = '42P01';

/** The rows went while they were read. @throws Problem 409 */
export const orGone = (error: unknown): never => {
  const { code, driverError } = error as { readonly code?: string; readonly driverError?: { readonly code?: string } };
  if ((driverError?.code ?? code) !== UNDEFINED_TABLE) throw error;
  throw new Problem(409, 'past-not-built', 'these rows were dropped: have them built again by POST /v1/pasts');
};
