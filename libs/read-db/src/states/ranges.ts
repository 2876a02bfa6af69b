import type { Sql } from '@rapport/postgres';
import { SLICES, sliceOf } from '../slices';
import type { Versioned } from '../wait-for';

/** How far the ranges of slices of a projection have come, as of one moment. */
export interface Ranges {
  /** Where all have come: '' and null = some has not begun. */
  readonly least: { readonly position: string; readonly eventId: string | null };
  /** Where the foremost has come. */
  readonly most: string;
  /** Where the range of a key has come. */
  positionOf(key: string): string;
}

interface RangeRow {
  readonly lo: number;
  readonly hi: number;
  readonly position: string;
  readonly eventId: string | null;
}

const RANGES = `
  select lo, hi, position, event_id::text as "eventId" from rapport_read.checkpoint
  where projection = $1 and version = $2 order by position`;

/** Reads the checkpoints of a projection. */
export const rangesOf = async (sql: Sql, { name, version }: Versioned): Promise<Ranges> => {
  const { rows } = await sql.query<RangeRow>(RANGES, [name, version]);
  const covered = rows.reduce((sum, { lo, hi }) => sum + hi - lo + 1, 0);
  const [first] = rows;
  return {
    least: first && covered === SLICES ? first : { position: '', eventId: null },
    most: rows.at(-1)?.position ?? '',
    positionOf: (key) => {
      const slice = sliceOf(key);
      return rows.find(({ lo, hi }) => lo <= slice && slice <= hi)?.position ?? '';
    },
  };
};
