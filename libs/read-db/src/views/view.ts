import type { Pool } from 'pg';
import type { EventStore } from '@rapport/event-store';
import type { Fact } from '@rapport/events';
import type { Projection } from '@rapport/fold';
import type { Sql } from '@rapport/postgres';
import type { SliceRange } from '../slices';
import type { History } from './refold';
import type { Regrouping } from './regrouping';
import type { RowStore } from './row-store';

/** A projection whose table is open. */
export interface OpenProjection<P extends Projection = Projection> {
  readonly projection: P;
  readonly rows: RowStore;
}

/** What a view works with. */
export interface ViewParts {
  readonly pool: Pool;
  readonly store: Pick<EventStore, 'read' | 'find' | 'follow'>;
  readonly range: SliceRange;
}

/** A batch of facts with all that views need to know of it. */
export interface Batch {
  readonly facts: readonly Fact[];
  /** What was recorded up to its last fact. */
  readonly history: History;
  /** Customer of each owner handle, as of the last fact, where the customer is in the range. */
  readonly customers: ReadonlyMap<string, string>;
  readonly regrouping: Regrouping;
  /** Customers that corrections send to be folded from nothing. */
  readonly corrected: ReadonlySet<string>;
}

/** What a batch did to a view: written in the batch's transaction, `committed` called after it. */
export interface ViewCommit {
  /** `carefully` finds rows that the table cannot hold and parks their keys; without it they fail the batch. */
  readonly write: (sql: Sql, carefully: boolean) => Promise<void>;
  readonly committed: () => void;
}

/** The rows of one projection in one range of slices. */
export interface View {
  fold(batch: Batch): Promise<ViewCommit>;
  /** Folds again the parked keys for which somebody asked, up to a position; nothing when nobody did. */
  retry(position: string): Promise<readonly ViewCommit[]>;
  /** Drops what it remembers of the tables; to be called when a batch failed. */
  forget(): void;
}
