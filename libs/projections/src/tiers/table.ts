import { HEAD, TAIL, decisionIndices, exactOrNull, intOrNull, measureOrNull, textOrNull } from '../decision-table';
import { type Columns, TIME, rowTable } from '../row-table';
import { type TierDecision, tiers } from './fold';

const columns = {
  ...HEAD,
  tier: textOrNull,
  rankTier: textOrNull,
  previousTier: textOrNull,
  since: { ...TIME, nullable: true },
  rank: intOrNull,
  population: intOrNull,
  share: measureOrNull,
  value: exactOrNull,
  currency: textOrNull,
  basis: textOrNull,
  below: intOrNull,
  cutoffs: { type: 'jsonb' },
  evidence: { type: 'jsonb' },
  figures: { type: 'jsonb', nullable: true },
  reason: { type: 'text' },
  ...TAIL,
} satisfies Columns<TierDecision>;

export const tiersTable = rowTable(tiers, columns, decisionIndices('tiers_v2'));
