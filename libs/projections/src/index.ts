import type { EntitySchema } from 'typeorm';
import type { Projection } from '@rapport/fold';
import { cases } from './cases/fold';
import { casesTable } from './cases/table';
import { customerView } from './customer-view/fold';
import { customerViewTable } from './customer-view/table';
import { figures } from './figures/fold';
import { figuresTable } from './figures/table';
import { models } from './models/fold';
import { modelsTable } from './models/table';
import { policyActions } from './policy-actions/fold';
import { policyActionsTable } from './policy-actions/table';
import { policyVersions } from './policy-versions/fold';
import { policyVersionsTable } from './policy-versions/table';
import { projectionDefinitions } from './projection-definitions/fold';
import { projectionDefinitionsTable } from './projection-definitions/table';
import { ruleRuns } from './rule-runs/fold';
import { ruleRunsTable } from './rule-runs/table';
import { ruleVersions } from './rule-versions/fold';
import { ruleVersionsTable } from './rule-versions/table';
import { segments } from './segments/fold';
import { segmentsTable } from './segments/table';
import { signals } from './signals/fold';
import { signalsTable } from './signals/table';
import { tasks } from './tasks/fold';
import { tasksTable } from './tasks/table';
import { tiers } from './tiers/fold';
import { tiersTable } from './tiers/table';
import { interactionVolume } from './interaction-volume/fold';
import { interactionVolumeTable } from './interaction-volume/table';
import { timeline } from './timeline/fold';
import { timelineTable } from './timeline/table';
import { value, valueTable } from './value/company';

/** A projection and the table that keeps its rows. */
export interface Registered {
  readonly projection: Projection;
  readonly table: EntitySchema;
}

/** Every projection, one line each: what the projector keeps and queries may read. */
export const projections: readonly Registered[] = [
  { projection: customerView, table: customerViewTable },
  { projection: timeline, table: timelineTable },
  { projection: value, table: valueTable },
  { projection: interactionVolume, table: interactionVolumeTable },
  { projection: cases, table: casesTable },
  { projection: ruleVersions, table: ruleVersionsTable },
  { projection: ruleRuns, table: ruleRunsTable },
  { projection: tiers, table: tiersTable },
  { projection: signals, table: signalsTable },
  { projection: segments, table: segmentsTable },
  { projection: models, table: modelsTable },
  { projection: projectionDefinitions, table: projectionDefinitionsTable },
  { projection: figures, table: figuresTable },
  { projection: policyVersions, table: policyVersionsTable },
  { projection: policyActions, table: policyActionsTable },
  { projection: tasks, table: tasksTable },
];

export * from './all-rows';
export * from './card';
export * from './cases/query';
export * from './cursor';
export type { Activity, ChannelActivity, Interaction } from './customer-view/activity';
export type { Cases, CaseState, OpenCase } from './customer-view/cases';
export { type Consent, type Consents, consentFor, waysOf } from './customer-view/consent';
export * from './customer-view/fold';
export type { Answer, Interests, LastConfiguration } from './customer-view/interests';
export type { LastOrder, Orders } from './customer-view/orders';
export type { OpenPromise, Promises, PromiseState } from './customer-view/promises';
export * from './customer-view/query';
export * from './customer-view/search';
export type { Totals } from './customer-view/totals';
export type { AccountMembership, ImportantDate, Preference, Trait, Who } from './customer-view/who';
export type { HistoryPage } from './decisions-about';
export * from './figures/fold';
export * from './figures/query';
export * from './interaction-volume/query';
export * from './models/fold';
export * from './models/query';
export * from './policy-actions/fold';
export * from './policy-actions/query';
export * from './policy-versions/fold';
export * from './policy-versions/query';
export type { ProjectionDefinition } from './projection-definitions/fold';
export * from './projection-definitions/query';
export { type Columns, type Keyed, READ_SCHEMA, rowTable, selectionOf, tableNameOf, tablePathOf } from './row-table';
export * from './rule-runs/fold';
export * from './rule-runs/query';
export * from './rule-versions/fold';
export * from './rule-versions/query';
export * from './segments/fold';
export * from './segments/query';
export * from './signals/fold';
export * from './signals/query';
export * from './tasks/fold';
export { type CardTask, listTasks, type TaskFilter, type TaskPage } from './tasks/query';
export * from './tiers/fold';
export { type Flow, type Mover, type Span, tierFlows, tierMovers } from './tiers/movers';
export * from './tiers/next-tier';
export * from './tiers/query';
export * from './timeline/fold';
export * from './timeline/query';
export * from './value/as-of';
export { COMPANY_ZONE } from './value/company';
export { type Sums } from './value/figures';
export type { Value } from './value/fold';
export * from './value/query';
export { BUCKETS, type Bucket, dayStartIn } from './zone-buckets';
export {
  cases,
  casesTable,
  customerViewTable,
  interactionVolume,
  interactionVolumeTable,
  timelineTable,
  value,
  valueTable,
};
