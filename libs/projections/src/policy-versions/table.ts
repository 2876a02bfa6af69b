import { text, textOrNull } from '../decision-table';
import { type Columns, TIME, rowTable } from '../row-table';
import { policyVersions, type PolicyVersion } from './fold';

const columns = {
  policy: text,
  version: { type: 'int' },
  definition: { type: 'jsonb' },
  reason: { type: 'text' },
  by: textOrNull,
  publishedAt: TIME,
  position: text,
  stoppedAt: { ...TIME, nullable: true },
  stoppedBecause: { type: 'text', nullable: true },
} satisfies Columns<PolicyVersion>;

/** A few rows; all of them are read. */
export const policyVersionsTable = rowTable(policyVersions, columns);
