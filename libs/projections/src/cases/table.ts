import { type Columns, TIME, rowTable } from '../row-table';
import { type CaseRow, cases } from './fold';

const columns = {
  caseId: { type: 'text' },
  namespace: { type: 'text' },
  channel: { type: 'text', collation: 'C' },
  openedAt: { ...TIME, nullable: true },
  closedAt: { ...TIME, nullable: true },
  spans: { type: 'jsonb' },
  steps: { type: 'jsonb' },
} satisfies Columns<CaseRow>;

/** Open cases come first by the index; most cases of a long history are closed. */
export const casesTable = rowTable(cases, columns, [{ name: 'cases_v1_by_time', columns: ['closedAt', 'openedAt'] }]);
