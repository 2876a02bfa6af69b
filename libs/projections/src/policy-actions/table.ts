import { text, textOrNull } from '../decision-table';
import { type Columns, TIME, rowTable } from '../row-table';
import { policyActions, type PolicyAction } from './fold';

const columns = {
  policy: text,
  version: { type: 'int' },
  action: { type: 'int' },
  customer: { type: 'uuid' },
  kind: text,
  trigger: { type: 'uuid' },
  triggerType: text,
  status: text,
  why: textOrNull,
  detail: { type: 'text', nullable: true },
  at: TIME,
  position: text,
} satisfies Columns<PolicyAction>;

export const policyActionsTable = rowTable(policyActions, columns, [
  { name: 'policy_actions_v1_policy', columns: ['policy', 'position', 'key'] },
  { name: 'policy_actions_v1_customer', columns: ['customer', 'position'] },
]);
