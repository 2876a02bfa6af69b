import { invalid } from '@rapport/edge';
import { BadCursor } from '@rapport/projections';

/** Runs a list and turns a cursor that is none into the client's fault. */
export const orBadCursor = async <T>(list: () => Promise<T>): Promise<T> => {
  try {
    return await list();
  } catch (error) {
    throw error instanceof BadCursor ? invalid('the cursor is not one that this list gave out') : error;
  }
};
