import { type Columns, TIME, rowTable } from '../row-table';
import { type SignalDecision, signals } from './fold';

const text = { type: 'text', collation: 'C' } as const;
const textOrNull = { ...text, nullable: true } as const;
const intOrNull = { type: 'int', nullable: true } as const;
const measureOrNull = { type: 'double precision', nullable: true } as const;

const columns = {
  kind: text,
  customer: { type: 'uuid' },
  rule: text,
  version: intOrNull,
  run: { type: 'uuid' },
  date: TIME,
  level: textOrNull,
  previousLevel: textOrNull,
  score: measureOrNull,
  odds: { type: 'jsonb', nullable: true },
  overdueRatio: measureOrNull,
  medianGapDays: measureOrNull,
  gaps: intOrNull,
  daysSince: intOrNull,
  valueAtStake: { type: 'numeric', nullable: true },
  currency: textOrNull,
  reasons: { type: 'jsonb' },
  evidence: { type: 'jsonb' },
  recordedAt: TIME,
  position: text,
} satisfies Columns<SignalDecision>;

/** One index finds the last decision about each customer of a rule, the other those about one customer. */
export const signalsTable = rowTable(signals, columns, [
  { name: 'signals_v1_by_rule', columns: ['rule', 'customer', 'date', 'position', 'run', 'key'] },
  { name: 'signals_v1_by_customer', columns: ['customer', 'position'] },
]);
