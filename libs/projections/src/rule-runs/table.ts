import { type Columns, TIME, rowTable } from '../row-table';
import { type RuleRun, ruleRuns } from './fold';

const text = { type: 'text', collation: 'C' } as const;

const columns = {
  rule: text,
  version: { type: 'int' },
  zone: { type: 'text' },
  date: TIME,
  endsAt: TIME,
  basis: text,
  restatement: { type: 'int' },
  until: { ...TIME, nullable: true },
  historical: { type: 'boolean' },
  openedAt: TIME,
  openedPosition: text,
  closedAt: { ...TIME, nullable: true },
  closedPosition: { ...text, nullable: true },
  count: { type: 'int', nullable: true },
  population: { type: 'int', nullable: true },
  cutoffs: { type: 'jsonb' },
  digest: { type: 'text', nullable: true },
  figures: { type: 'jsonb' },
} satisfies Columns<RuleRun>;

/** Indices that find a rule's last close up to a day, and where days that were decided anew begin, if there are any. */
export const ruleRunsTable = rowTable(ruleRuns, columns, [
  { name: 'rule_runs_v2_by_date', columns: ['rule', 'date', 'closedPosition'] },
  { name: 'rule_runs_v2_anew', columns: ['rule', 'zone', 'date'], where: 'restatement > 0' },
]);
