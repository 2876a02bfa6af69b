/** CloudEvents types of a row of a described projection, and of a tombstone. */
export const ROW_TYPE = 'io.rapport.projection-row.v1';
export const ROW_GONE_TYPE = 'io.rapport.projection-row-gone.v1';

/** CloudEvents source of the rows of a projection. */
export const rowSource = (projection: string): string => `rapport/projections/${projection}`;
