import { type DefinedProjection, allDefinitions, builtProjections, rangesOf, sourceOf } from '@rapport/read-db';
import type pg from 'pg';
import type { Published } from '../tenure';

/** The version of a described projection that serves now, or why none does. */
export type Serving = DefinedProjection | 'dropped' | 'not-yet';

/** Which version of a name serves. A name that this release cannot read, or that nobody knows, is not taken for a dropped one. */
export const servingOf = async (pool: pg.Pool, name: string): Promise<Serving> => {
  const found = (await builtProjections(pool)).find(({ projection }) => projection.name === name);
  if (found) return found;
  const known = (await allDefinitions(pool)).filter((one) => one.name === name);
  return known.length > 0 && known.every(({ droppedAt }) => droppedAt !== null) ? 'dropped' : 'not-yet';
};

/** What rows are read of at a moment, and where that is. */
export interface Standing {
  /** Another one: rows may be others. */
  readonly mark: string;
  /** Rows that are read afterwards include everything up to here. */
  readonly from: Published;
}

/** Reads how far a described projection is, and which table has its rows. */
export const standingOf = async (pool: pg.Pool, of: DefinedProjection): Promise<Standing> => {
  const { least, most } = await rangesOf(pool, of.projection);
  const { position, eventId } = least;
  return { mark: JSON.stringify([await sourceOf(pool, of), position, most]), from: { position, eventId } };
};
