import type { Pool } from 'pg';
import type { EventStore } from '@rapport/event-store';
import type { Fact } from '@rapport/events';
import type { Projection } from '@rapport/fold';
import type { Sql } from '@rapport/postgres';
import type { SliceRange } from '../slices';
import type { History } from './refold';
import type { Regrouping } from './regrouping';
import type { ParkedNow } from './changes';
import type { Writing } from './commit';
import type { RowSource, RowStore } from './row-store';

/** A projection whose table is open. */
export interface OpenProjection<P extends Projection = Projection, R extends RowSource = RowStore> {
  readonly projection: P;
  readonly rows: R;
}

/** What a view works with. */
export interface ViewParts {
  readonly pool: Pool;
  readonly store: Pick<EventStore, 'read' | 'find' | 'follow' | 'scan'>;
  readonly range: SliceRange;
}

/** A batch of facts with all that views need to know of it. */
export interface Batch {
  /** What the batch's questions are asked over. */
  readonly sql: Sql;
  readonly facts: readonly Fact[];
  /** What was recorded up to its last fact. */
  readonly history: History;
  /** Customer of each owner handle, as of the last fact, where the customer is in the range. */
  readonly customers: ReadonlyMap<string, string>;
  readonly regrouping: Regrouping;
  /** The same for views that are told decisions about handles, too: whoever is another customer then is folded anew. */
  readonly regroupingOfDecided: () => Promise<Regrouping>;
  /** The customers of other handles, as of the last fact, where they are in the range. */
  readonly customersOf: (handles: readonly string[]) => Promise<readonly string[]>;
  /** Customers that corrections send to be folded from nothing. */
  readonly corrected: ReadonlySet<string>;
  /** Events of the batch that have a correction which stands before them in the log. */
  readonly early: ReadonlySet<string>;
}

/** What a batch does to a view: written in the batch's transaction, `committed` called after it with all keys parked by it. */
export interface ViewCommit<R extends RowSource = RowStore> {
  readonly writing: Writing<R>;
  readonly committed: (parked: readonly ParkedNow[]) => void;
}

/** The rows of one projection in one range of slices. */
export interface View {
  fold(batch: Batch): Promise<ViewCommit>;
  /** Folds again the parked keys for which somebody asked, up to a position; nothing when nobody did. */
  retry(position: string): Promise<readonly ViewCommit[]>;
  /** Drops what it remembers of the tables; to be called when a batch failed. */
  forget(): void;
}
