import { EpochMismatch, type Position, epochOf, isPosition } from './position';

/** The store was closed; nothing of the call was written. */
export class StoreClosed extends Error {
  constructor() {
    super('the event store is closed');
    this.name = 'StoreClosed';
  }
}

/**
 * A follower has seen more than the store holds: the end of the history was lost, or this is an older copy of it. It must
 * stop and ask a person.
 */
export class PositionAhead extends Error {
  constructor(
    readonly position: Position,
    readonly head: Position,
  ) {
    super(`position ${position} lies after the end of the log (${head}): the end of the history is missing`);
    this.name = 'PositionAhead';
  }
}

/** @throws EpochMismatch when the position is not one of this history. */
export const checkEpoch = (epoch: string, at: Position): void => {
  if (!isPosition(at) || epochOf(at) !== epoch) throw new EpochMismatch(epoch, epochOf(at));
};
