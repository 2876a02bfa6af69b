import { intOrNull, measureOrNull, text, textOrNull } from '../decision-table';
import { type Columns, TIME, rowTable } from '../row-table';
import { models, type RuleModel } from './fold';

const columns = {
  kind: text,
  rule: text,
  version: intOrNull,
  model: text,
  date: TIME,
  until: textOrNull,
  parameters: { type: 'jsonb' },
  logLikelihood: measureOrNull,
  customers: intOrNull,
  atBounds: { type: 'jsonb' },
  judged: { type: 'jsonb' },
  promoted: { type: 'boolean' },
  reason: text,
  run: { type: 'uuid', nullable: true },
  by: textOrNull,
  recordedAt: TIME,
  position: text,
} satisfies Columns<RuleModel>;

/** The index lists those of a rule, newest first. */
export const modelsTable = rowTable(models, columns, [{ name: 'models_v1_by_rule', columns: ['rule', 'position'] }]);
