import type { Fact } from '@rapport/events';
import type { Projection } from '@rapport/fold';
import type { ProjectionTable } from '../projection-table';
import type { KeptRow } from '../views/kept-row';
import type { RowSource } from '../views/row-store';
import type { CopyTable } from './copy-lines';

type Place = Pick<Fact, 'eventId' | 'position'>;

/** Rows as lines of COPY. */
export interface LinesOf {
  readonly keys: readonly string[];
  readonly octets: Uint8Array;
  /** Makes the rows anew; asked for when the table cannot hold one of them. */
  readonly rows: () => Promise<readonly KeptRow[]>;
}

/** Where lines go that were made elsewhere, and what has to be known to make them. */
export interface LineSink {
  readonly origin: ProjectionTable;
  readonly table: CopyTable;
  /** As the sink's own `fill` does. */
  fill(lines: LinesOf, last: Place): Promise<void>;
}

/** Where a build leaves the rows of a projection. */
export interface RowSink {
  readonly projection: Projection;
  /** Where rows that went there are read again. */
  readonly rows: RowSource;
  /** Absent when rows are wanted as they are. */
  readonly lines?: LineSink;
  /** From here on rows may come a second time. */
  key(): Promise<void>;
  /** Takes rows that did not come before; perhaps not yet all of them when it returns. */
  fill(rows: readonly KeptRow[], last: Place): Promise<void>;
  /** Takes rows that may have come before. */
  replace(rows: readonly KeptRow[], last: Place): Promise<void>;
  /** Waits until all that was filled in is there. */
  written(): Promise<void>;
}
