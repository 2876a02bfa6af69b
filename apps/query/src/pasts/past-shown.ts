import { notFound } from '@rapport/edge';
import type { BuiltPast } from '@rapport/read-db';
import { asOfView, type AsOf } from '../as-of';

/** The moments that it is about. */
export const momentsOf = ({ recorded, occurred }: BuiltPast): AsOf => ({
  ...(recorded !== null && { recorded }),
  ...(occurred !== null && { occurred }),
});

/** As clients see it. */
export const pastShown = (past: BuiltPast): object => {
  const { recorded: _r, occurred: _o, position, askedBy: by, table: _t, ...shown } = past;
  return { ...shown, ...asOfView(momentsOf(past), position), by };
};

/** @throws Problem 404 */
export const orNoPast = (past: BuiltPast | null): BuiltPast => {
  if (past === null) throw notFound('projection of the past');
  return past;
};
