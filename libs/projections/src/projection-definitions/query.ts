import { selectionOf, tablePathOf } from '../row-table';
import { projectionDefinitionsTable } from './table';

const FIELDS = ['name', 'version', 'definition', 'promote', 'by', 'definedAt', 'position', 'droppedAt'];

/** SQL: every version of every projection that somebody described, by name, newest first. */
export const ALL_DEFINITIONS = `
  select ${selectionOf(projectionDefinitionsTable, 'd', FIELDS)} from ${tablePathOf(projectionDefinitionsTable)} d
  order by d.name, d.version desc`;
