import { Problem } from '@rapport/edge';
import { EpochMismatch } from '@rapport/event-store';

/** A store that is not the one of the position, or shorter: the follower must stop and look. */
export const asProblem = (error: unknown): unknown =>
  error instanceof EpochMismatch || (error instanceof Error && error.name === 'PositionAhead')
    ? new Problem(409, 'other-history', 'the position is of another history: the store was restored or replaced')
    : error;
