import { EntitySchema } from 'typeorm';
import type { ProjectionTable } from '../projection-table';

/** A projection with its table of the past in place of the live one. */
export const pastTable = <P extends ProjectionTable>(registered: P, table: string): P => ({
  ...registered,
  table: new EntitySchema({ ...registered.table.options, name: table, tableName: table }),
});
