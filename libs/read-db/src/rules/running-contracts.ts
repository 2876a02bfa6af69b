import type { Occurrence } from './occurrences';

/** The last word on a contract that is not over. */
export interface RunningContract extends Pick<Occurrence, 'at' | 'day' | 'eventId' | 'about'> {
  /** Its last day, as far as anybody said. */
  readonly endsOn?: string;
}

/** Contracts that are not over, by source and number. @param until what happened up to a moment, oldest first */
export const runningContracts = (until: readonly Occurrence[]): ReadonlyMap<string, RunningContract> => {
  const running = new Map<string, RunningContract>();
  for (const one of until) {
    if (one.kind !== 'contract' && one.kind !== 'term') continue;
    const { contract = '', state, endsOn = running.get(contract)?.endsOn } = one.about;
    if (state === 'over') running.delete(contract);
    else running.set(contract, { ...one, ...(endsOn !== undefined && { endsOn }) });
  }
  return running;
};
