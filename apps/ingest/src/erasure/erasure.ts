import type { Ground } from '@rapport/events';

/** How many different keys must want an erasure. */
export type Approvals = 1 | 2;

/** A handle of somebody whose data is erased. */
export interface ErasedHandle {
  readonly handle: string;
  readonly type: string;
  readonly issuer: string | null;
}

/**
 * - `requested`: waits for a second person; `withdrawn`: nobody wanted it any more;
 * - `running`: begun, and finished whatever happens to this process;
 * - `erased`: all of it is done.
 */
export type ErasureStatus = 'requested' | 'withdrawn' | 'running' | 'erased';

/** What was cleaned, in numbers. */
export interface Cleaned {
  readonly identifiers: number;
  readonly searchWords: number;
  readonly events: number;
  readonly refusedInput: number;
  readonly parked: number;
}

/** An erasure, from the request to the certificate. Holds nothing by which anybody could be recognised. */
export interface Erasure {
  readonly id: string;
  readonly customer: string;
  readonly status: ErasureStatus;
  readonly ground: Ground;
  readonly reason: string;
  readonly requestedBy: string;
  readonly requestedAt: string;
  /** The second person. */
  readonly confirmedBy: string | null;
  readonly confirmedAt: string | null;
  readonly withdrawnBy: string | null;
  /** End of the log when the handles were listed. */
  readonly head: string;
  readonly handles: readonly ErasedHandle[];
  /** Keyed hashes of the identifiers; null until they are written down. */
  readonly hashes: readonly string[] | null;
  /** Refused input that may be about them; null until it is looked for. */
  readonly refused: readonly string[] | null;
  readonly searchWords: number;
  readonly cleaned: Cleaned | null;
  /** On the disk in the ledger. */
  readonly ledgeredAt: string | null;
  /** Since then nobody can read anything. */
  readonly keysAt: string | null;
  readonly finishedAt: string | null;
  /** Position of its event. */
  readonly position: string | null;
  /** Looks for what was on its way while the keys were destroyed. */
  readonly sweeps: number;
  readonly settledAt: string | null;
  /** Customers that were joined with them since then and are left alone. */
  readonly joinedSince: readonly string[];
}
