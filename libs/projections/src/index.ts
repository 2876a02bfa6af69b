import type { EntitySchema } from 'typeorm';
import type { Projection } from '@rapport/fold';
import { customerView } from './customer-view/fold';
import { customerViewTable } from './customer-view/table';
import { timeline } from './timeline/fold';
import { timelineTable } from './timeline/table';

/** A projection and the table that keeps its rows. */
export interface Registered {
  readonly projection: Projection;
  readonly table: EntitySchema;
}

/** Every projection, one line each: what the projector keeps and queries may read. */
export const projections: readonly Registered[] = [
  { projection: customerView, table: customerViewTable },
  { projection: timeline, table: timelineTable },
];

export * from './cursor';
export type { Activity, ChannelActivity, Interaction } from './customer-view/activity';
export type { Cases, CaseState, OpenCase } from './customer-view/cases';
export { type Consent, type Consents, consentFor } from './customer-view/consent';
export * from './customer-view/fold';
export type { Answer, Interests, LastConfiguration } from './customer-view/interests';
export type { LastOrder, Orders } from './customer-view/orders';
export type { OpenPromise, Promises, PromiseState } from './customer-view/promises';
export * from './customer-view/query';
export * from './customer-view/search';
export type { Totals } from './customer-view/totals';
export type { AccountMembership, ImportantDate, Preference, Trait, Who } from './customer-view/who';
export { type Columns, type Keyed, READ_SCHEMA, rowTable, tableNameOf } from './row-table';
export * from './timeline/fold';
export * from './timeline/query';
export { customerViewTable, timelineTable };
