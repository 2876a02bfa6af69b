import { text, textOrNull } from '../decision-table';
import { type Columns, TIME, rowTable } from '../row-table';
import { figures, type Figure } from './fold';

const columns = {
  name: text,
  question: { type: 'jsonb' },
  upTo: text,
  lastEvent: { type: 'uuid' },
  answer: { type: 'text' },
  sha256: text,
  by: textOrNull,
  frozenAt: TIME,
  position: text,
  checks: { type: 'jsonb' },
  checkCount: { type: 'int' },
} satisfies Columns<Figure>;

/** As many rows as people froze figures. */
export const figuresTable = rowTable(figures, columns, [{ name: 'figures_v1_by_position', columns: ['position'] }]);
