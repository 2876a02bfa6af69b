import { type Columns, TIME, rowTable } from '../row-table';
import { type TierDecision, tiers } from './fold';

const text = { type: 'text', collation: 'C' } as const;
const textOrNull = { ...text, nullable: true } as const;
const intOrNull = { type: 'int', nullable: true } as const;

const columns = {
  kind: text,
  customer: { type: 'uuid' },
  rule: text,
  version: intOrNull,
  run: { type: 'uuid' },
  date: TIME,
  tier: textOrNull,
  rankTier: textOrNull,
  previousTier: textOrNull,
  since: { ...TIME, nullable: true },
  rank: intOrNull,
  population: intOrNull,
  share: { type: 'double precision', nullable: true },
  value: { type: 'numeric', nullable: true },
  currency: textOrNull,
  basis: textOrNull,
  below: intOrNull,
  cutoffs: { type: 'jsonb' },
  evidence: { type: 'jsonb' },
  reason: { type: 'text' },
  recordedAt: TIME,
  position: text,
} satisfies Columns<TierDecision>;

/** One index finds the last decision about each customer of a rule, the other those about one customer. */
export const tiersTable = rowTable(tiers, columns, [
  { name: 'tiers_v1_by_rule', columns: ['rule', 'customer', 'date', 'position', 'run', 'key'] },
  { name: 'tiers_v1_by_customer', columns: ['customer', 'position'] },
]);
