import type { ProjectionTable } from '../follow';
import type { ReplayRecord } from './record';

/** A replay that there is something to do for. */
export interface Work {
  readonly record: ReplayRecord;
  readonly registered: ProjectionTable;
}

/**
 * How many rebuilds read the log together at most: after the reading each of them needs two or three connections at a time, and holds
 * one while it waits for another.
 */
const TOGETHER_MAX = 3;

/** Connections that so many need, with one for what they tell of themselves. */
export const REPLAY_CONNECTIONS = 2 * TOGETHER_MAX + 1;

const willRead = ({ record: { state, wish, id }, registered }: Work, apart: ReadonlySet<string>): boolean =>
  registered.projection.scope === 'customer' &&
  (state === 'requested' || state === 'running' || (state === 'paused' && wish === 'resume')) &&
  wish !== 'cancel' &&
  !apart.has(id);

/**
 * What is to be done next: the oldest, and if that is the rebuild of a projection of customers, the next ones of the kind with it.
 * @param records what there is to do, oldest first
 * @param apart those that are to read by themselves
 */
export const dueOf = (
  records: readonly ReplayRecord[],
  projections: readonly ProjectionTable[],
  apart: ReadonlySet<string>,
): readonly Work[] => {
  const works = records.flatMap((record) => {
    const isIts = ({ projection: { name, version } }: ProjectionTable): boolean =>
      name === record.projection && version === record.version;
    const registered = projections.find(isIts);
    return registered ? [{ record, registered }] : [];
  });
  const [first] = works;
  if (!first || !willRead(first, apart)) return works.slice(0, 1);
  return works.filter((work) => willRead(work, apart)).slice(0, TOGETHER_MAX);
};
