import type { ParkedNow } from '../../views/changes';
import type { CopyTable } from '../copy-lines';
import type { Extent } from '../spill-file';

/** How a thread finds a projection: by its name among those of this release, or as somebody described it. */
export interface Source {
  readonly name: string;
  readonly version: number;
  readonly definition?: Readonly<Record<string, unknown>>;
  /** Only what had happened by this moment is folded; all of it when absent. */
  readonly until?: string;
  /** Where its rows go, as far as their lines depend on it. */
  readonly table: CopyTable;
}

/** What a thread is started with. */
export interface Given {
  readonly rapport: 'fold';
  /** The file of this process in which the events stand. */
  readonly descriptor: number;
  readonly sources: readonly Source[];
}

/** A slice to be folded: where its events stand, in the order of the log. */
export interface Slice {
  readonly slice: number;
  readonly extents: readonly Extent[];
}

/** Some rows of a slice, for the source of that number. */
export interface Part {
  readonly source: number;
  readonly keys: readonly string[];
  readonly octets: Uint8Array;
  readonly parked: readonly ParkedNow[];
  readonly corrected: readonly string[];
}

/** What a thread says: some rows, or that all of the slice have been. */
export type Said = { readonly slice: number } & ({ readonly part: Part } | { readonly events: number });
