import type { EventStore } from '@rapport/event-store';
import type { Pool } from 'pg';
import type { AnchorExport } from './export-anchors';
import type { SigningKey } from './signing-key';

/** Where log lines go. */
export type ChainLog = (
  level: 'info' | 'warn' | 'error',
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;

/** What the chain is made with; times in milliseconds. */
export interface ChainOptions {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly key: SigningKey;
  /** Where anchors go outside the database. */
  readonly exported: AnchorExport;
  readonly log: ChainLog;
  /** The longest that an event waits for its anchor; 10,000 when absent. */
  readonly everyMs?: number;
  /** Rest between readings of a few events; 1,000 when absent. */
  readonly restMs?: number;
  /** How long the lease outlives its owner; 10,000 when absent. */
  readonly ttlMs?: number;
  readonly now?: () => Date;
}
