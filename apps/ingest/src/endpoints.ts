import { batch } from './batch.endpoint';
import { clockCloses } from './clock-closes.endpoint';
import { clock } from './clock.endpoint';
import { cloudEvents } from './cloud-events.endpoint';
import { correction } from './correction.endpoint';
import { definitions } from './definitions/definitions.endpoint';
import { dismiss } from './dismiss.endpoint';
import { erase } from './erasure/erase.endpoint';
import { erasures } from './erasure/erasures.endpoint';
import { interaction } from './interaction.endpoint';
import { keys } from './keys.endpoint';
import { merge } from './merge.endpoint';
import { publishWhatIf } from './publish-what-if.endpoint';
import { policyDryRun } from './policies/dry-run.endpoint';
import { policies } from './policies/policies.endpoint';
import { quarantineCounts } from './quarantine-counts.endpoint';
import { quarantineExpiry } from './quarantine-expiry';
import { quarantine } from './quarantine.endpoint';
import { redrive } from './redrive.endpoint';
import { retake } from './retake.endpoint';
import { retention } from './retention/retention.endpoint';
import { ruleEvaluations } from './rule-evaluations.endpoint';
import { ruleVersions } from './rule-versions.endpoint';
import { settleMany } from './settle-many.endpoint';
import { sources } from './sources.endpoint';
import { openTask } from './tasks/open-task.endpoint';
import { taskSteps } from './tasks/task-steps.endpoint';
import { unmerge } from './unmerge.endpoint';
import { whatIf } from './what-if.endpoint';

/** What ingest serves, and what it does by itself. */
export const endpoints = [
  interaction,
  batch,
  cloudEvents,
  correction,
  merge,
  unmerge,
  erase,
  erasures,
  retake,
  retention,
  sources,
  keys,
  quarantineCounts,
  quarantine,
  redrive,
  settleMany,
  dismiss,
  quarantineExpiry,
  clock,
  clockCloses,
  ruleEvaluations,
  ruleVersions,
  whatIf,
  publishWhatIf,
  definitions,
  policies,
  policyDryRun,
  openTask,
  taskSteps,
];
