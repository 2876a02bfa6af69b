import { type Columns, TIME, rowTable } from '../row-table';
import { type RuleVersion, ruleVersions } from './fold';

const columns = {
  rule: { type: 'text', collation: 'C' },
  kind: { type: 'text' },
  version: { type: 'int' },
  params: { type: 'jsonb' },
  effectiveFrom: TIME,
  reason: { type: 'text' },
  by: { type: 'text', nullable: true },
  publishedAt: TIME,
  position: { type: 'text', collation: 'C' },
} satisfies Columns<RuleVersion>;

/** A few rows; all of them are read. */
export const ruleVersionsTable = rowTable(ruleVersions, columns);
