import { HEAD, TAIL, decisionIndices, exactOrNull, intOrNull, textOrNull } from '../decision-table';
import { type Columns, TIME, rowTable } from '../row-table';
import { type SegmentDecision, segments } from './fold';

const columns = {
  ...HEAD,
  segment: textOrNull,
  since: TIME,
  why: textOrNull,
  population: intOrNull,
  value: exactOrNull,
  currency: textOrNull,
  basis: textOrNull,
  figures: { type: 'jsonb', nullable: true },
  evidence: { type: 'jsonb' },
  reason: { type: 'text' },
  ...TAIL,
} satisfies Columns<SegmentDecision>;

export const segmentsTable = rowTable(segments, columns, decisionIndices('segments_v1'));
