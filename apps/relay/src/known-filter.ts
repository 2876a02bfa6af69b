import { knownChannels, knownTypes } from '@rapport/edge';
import { type FILTER_PARAMETERS, type LogFilter, filterOf } from './log-filter';

/**
 * The filter that somebody has just asked for. One that is kept is read by `filterOf`, because it may name what only another
 * version knows. @throws Problem 400 for a type or channel that there is not, or a handle that is no UUID
 */
export const knownFilterOf = (given: Partial<Record<keyof typeof FILTER_PARAMETERS, string>>): LogFilter => {
  knownTypes(given.type);
  knownChannels(given.channel);
  return filterOf(given);
};
