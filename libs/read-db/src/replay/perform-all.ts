import { firmCheckpoint } from '../firm';
import { IDENTITY } from '../identity/reached';
import { FellApart } from './company';
import type { Work } from './due';
import { perform } from './perform';
import { isBusy, type ReplayParts } from './run-replay';
import { Together } from './together';

/**
 * Does what several replays' records ask for next, side by side; those that build read the log together. One that fails does not hinder
 * the others. Gives back the ids of those that are to be done again, each by itself.
 * @throws what says that this process must stop
 */
export const performAll = async (
  parts: ReplayParts,
  works: readonly Work[],
  keepHours: number,
): Promise<readonly string[]> => {
  const together = works.length > 1 ? await gathered(parts, works) : undefined;
  const outcomes = await Promise.allSettled(
    works.map(({ record, registered }) => {
      const place = together?.place();
      return perform({ ...parts, ...(place && { place }) }, record, registered, keepHours);
    }),
  );
  const reasons = outcomes.map((outcome) => (outcome.status === 'rejected' ? (outcome.reason as unknown) : null));
  const grave = reasons.find((reason) => reason !== null && !(reason instanceof FellApart));
  if (grave !== undefined) throw grave;
  return works.filter((_, nth) => reasons[nth] !== null).map(({ record }) => record.id);
};

/** Undefined when there is nothing to read yet. */
const gathered = async (parts: ReplayParts, works: readonly Work[]): Promise<Together | undefined> => {
  const { position, eventId } = await firmCheckpoint(parts.pool, IDENTITY);
  if (eventId === null) return undefined;
  const reading = { ...parts, to: { position, eventId }, busy: isBusy(parts, works[0]!.record) };
  return new Together(reading, works.length);
};
