import { membership } from '@rapport/read-db';
import type { IngestParts } from './parts';

/** The customer that a handle belongs to as far as identity has come; a handle that is new is its own customer. */
export const customerOf = async ({ pool }: Pick<IngestParts, 'pool'>, handle: string): Promise<string> =>
  (await membership(pool).resolve([handle])).get(handle) ?? handle;
