import type { Pool } from 'pg';
import type { EventStore } from '@rapport/event-store';
import type { Checkpoint } from '../checkpoint';
import { FellApart } from './company';
import { Crew, Deserted, type Member } from './crew';
import type { Pace } from './pace';
import { Reading, type ReadingParts } from './reading';
import type { RowSink } from './row-sink';
import type { FoldingThreads } from './threads/folders';

/** What a rebuild works with. */
export interface BuildParts {
  readonly pool: Pool;
  readonly store: Pick<EventStore, 'read' | 'scan' | 'follow' | 'find'>;
  readonly shadow: RowSink;
  /** Everything up to here is built; identity has come as far. */
  readonly to: Checkpoint & { readonly eventId: string };
  /** Octets that events and rows under way may take in memory. */
  readonly memory: number;
  /** Directory of what does not fit. */
  readonly scratch: string;
  /** Threads that fold; all is folded in this one when absent. */
  readonly threads?: FoldingThreads;
  readonly pace: Pace;
  readonly signal: AbortSignal;
}

/**
 * Builds the rows of customer projections in one reading of the log for all of them: with everybody's customer as of the end, folding
 * customer by customer. Each is told of its own end, while others may go on; whoever fails, or is called off, leaves the others alone.
 */
export const readTogether = async (parts: ReadingParts, crew: Crew): Promise<void> => {
  const several = crew.foldings.length > 1;
  try {
    await new Reading(parts, crew).run();
  } catch (error) {
    if (error instanceof Deserted) return;
    // Perhaps it is one of them alone for whose events the reading failed.
    crew.fail(several && !parts.signal.aborted ? new FellApart(error) : error);
  }
};

/** The same for one projection. Gives back how many rows it has. */
export const buildCustomers = ({ shadow, pace, ...parts }: BuildParts): Promise<number> =>
  new Promise((ended, failed) => {
    const member: Member = { shadow, pace, ended, failed };
    void readTogether(parts, new Crew(parts, [member]));
  });
