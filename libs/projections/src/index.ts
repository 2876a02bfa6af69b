import type { EntitySchema } from 'typeorm';
import type { Projection } from '@rapport/fold';
import { timeline } from './timeline/fold';
import { timelineTable } from './timeline/table';

/** A projection and the table that keeps its rows. */
export interface Registered {
  readonly projection: Projection;
  readonly table: EntitySchema;
}

/** Every projection, one line each: what the projector keeps and queries may read. */
export const projections: readonly Registered[] = [{ projection: timeline, table: timelineTable }];

export * from './cursor';
export { type Columns, type Keyed, READ_SCHEMA, rowTable, tableNameOf } from './row-table';
export * from './timeline/fold';
export * from './timeline/query';
export { timelineTable };
