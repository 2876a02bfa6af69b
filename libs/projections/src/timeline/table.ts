import { type Columns, TIME, rowTable } from '../row-table';
import { type TimelineEntry, timeline } from './fold';

const columns = {
  handle: { type: 'uuid' },
  listedAt: TIME,
  occurredAt: TIME,
  recordedAt: TIME,
  position: { type: 'text', collation: 'C' },
  channel: { type: 'text', collation: 'C' },
  type: { type: 'text', collation: 'C' },
  source: { type: 'text' },
  data: { type: 'json' },
  sealed: { type: 'json' },
  context: { type: 'json', nullable: true },
  meta: { type: 'json', nullable: true },
  status: { type: 'text' },
  correctedBy: { type: 'json' },
  corrections: { type: 'json' },
} satisfies Columns<TimelineEntry>;

/**
 * One index serves every page: per handle it is read backwards from the cursor, and channel and type are in it, so that
 * filters look at index entries only.
 */
export const timelineTable = rowTable(timeline, columns, [
  { name: 'timeline_v1_by_handle', columns: ['handle', 'listedAt', 'key', 'channel', 'type'] },
]);
