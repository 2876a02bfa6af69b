import { type Columns, rowTable } from '../row-table';
import { interactionVolume, type Volume } from './fold';

const text = { type: 'text', collation: 'C' } as const;
const columns = {
  day: text,
  channel: text,
  type: text,
  source: text,
  outcome: text,
  counts: { type: 'jsonb' },
} satisfies Columns<Volume>;

export const interactionVolumeTable = rowTable(interactionVolume, columns, [
  { name: 'interaction_volume_v1_by_day', columns: ['day', 'channel', 'type'] },
]);
