import type { EventStore } from '@rapport/event-store';
import type { Vault } from '@rapport/vault';
import type { Pool } from 'pg';
import type { Understand } from './admission';
import type { Suppress } from './held-back';
import type { QuarantineLimits } from './quarantine-keeper';
import type { Sources } from './sources';

/** What admission stands on. */
export interface AdmissionFoundation {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly vault: Vault;
  readonly sources: Sources;
  /** The receiver's clock. */
  readonly now?: () => Date;
  readonly quarantineLimits?: Partial<QuarantineLimits>;
  /** What becomes of interactions that name somebody who was erased; `none` when absent. */
  readonly suppress?: Suppress;
  /** How refused input that is tried again as it came is read; native interactions only when absent. */
  readonly understand?: Understand;
}
