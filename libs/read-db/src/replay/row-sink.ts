import type { Fact } from '@rapport/events';
import type { Projection } from '@rapport/fold';
import type { KeptRow } from '../views/kept-row';
import type { RowSource } from '../views/row-store';

type Place = Pick<Fact, 'eventId' | 'position'>;

/** Where a build leaves the rows of a projection. */
export interface RowSink {
  readonly projection: Projection;
  /** Where rows that went there are read again. */
  readonly rows: RowSource;
  /** From here on rows may come a second time. */
  key(): Promise<void>;
  /** Takes rows that did not come before; perhaps not yet all of them when it returns. */
  fill(rows: readonly KeptRow[], last: Place): Promise<void>;
  /** Takes rows that may have come before. */
  replace(rows: readonly KeptRow[], last: Place): Promise<void>;
  /** Waits until all that was filled in is there. */
  written(): Promise<void>;
}
