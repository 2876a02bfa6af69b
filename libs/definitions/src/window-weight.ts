import type { Measure } from './definition';
import type { Fault } from './shape';

/** Figures that one event may be counted in: each measure on each day of the longest window. */
const FIGURES_MAX = 400;

/**
 * Windows that would make hundreds of figures out of every event. Every event stands in as many rows as the longest window has days,
 * each with all measures: 30 measures over 92 days are 2,760 figures of one event, which no rebuild can hold in memory.
 * As with other doubts, what was described before goes on.
 */
export const windowDoubts = (measures: readonly (readonly [string, Measure])[]): readonly Fault[] => {
  const kept = measures.filter(([, one]) => !('ratio' in one));
  const [longest, name] = kept.map(([at, { lastDays = 1 }]) => [lastDays, at] as const).sort(([a], [b]) => b - a)[0] ?? [1, '']; // prettier-ignore
  if (longest === 1 || longest * kept.length <= FIGURES_MAX) return [];
  const message = `${longest} days and ${kept.length} measures count every event ${longest * kept.length} times; ${FIGURES_MAX} at most: a shorter window, or the measures without one in a description of their own`; // prettier-ignore
  return [{ at: `/measures/${name}/lastDays`, message }];
};
