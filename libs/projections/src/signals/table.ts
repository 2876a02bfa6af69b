import {
  HEAD,
  TAIL,
  decisionIndices,
  exactOrNull,
  intOrNull,
  measureOrNull,
  text,
  textOrNull,
} from '../decision-table';
import { type Columns, TIME, rowTable } from '../row-table';
import { type SignalDecision, signals } from './fold';

const columns = {
  ...HEAD,
  signal: text,
  level: textOrNull,
  previousLevel: textOrNull,
  score: measureOrNull,
  odds: { type: 'jsonb', nullable: true },
  overdueRatio: measureOrNull,
  medianGapDays: measureOrNull,
  gaps: intOrNull,
  daysSince: intOrNull,
  valueAtStake: exactOrNull,
  currency: textOrNull,
  reasons: { type: 'jsonb' },
  evidence: { type: 'jsonb' },
  contributions: { type: 'jsonb', nullable: true },
  figures: { type: 'jsonb', nullable: true },
  model: textOrNull,
  dueFrom: { ...TIME, nullable: true },
  ...TAIL,
} satisfies Columns<SignalDecision>;

export const signalsTable = rowTable(signals, columns, decisionIndices('signals_v3'));
