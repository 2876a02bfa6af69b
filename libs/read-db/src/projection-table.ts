import type { Projection } from '@rapport/fold';
import type { EntitySchema } from 'typeorm';

/** A projection and the entity schema of its table. */
export interface ProjectionTable {
  readonly projection: Projection;
  readonly table: EntitySchema;
}
