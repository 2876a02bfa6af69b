import { type Columns, TIME, rowTable } from '../row-table';
import { type ProjectionDefinition, projectionDefinitions } from './fold';

const columns = {
  name: { type: 'text', collation: 'C' },
  version: { type: 'int' },
  definition: { type: 'jsonb' },
  promote: { type: 'boolean' },
  by: { type: 'text', nullable: true },
  definedAt: TIME,
  position: { type: 'text', collation: 'C' },
  droppedAt: { ...TIME, nullable: true },
} satisfies Columns<ProjectionDefinition>;

/** A few rows; all of them are read. */
export const projectionDefinitionsTable = rowTable(projectionDefinitions, columns);
