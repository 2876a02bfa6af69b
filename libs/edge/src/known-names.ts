import { OWN_CHANNELS, TOUCHPOINT_CHANNELS, typeDefinition, unknownType } from '@rapport/events';
import { list } from './parameters';
import { invalid } from './problem';

const CHANNELS: readonly string[] = [...TOUCHPOINT_CHANNELS, 'business', ...OWN_CHANNELS];

const channelFault = (name: string): string | null =>
  CHANNELS.includes(name) ? null : `there is no such channel; there are ${CHANNELS.join(', ')}`;
const typeFault = (name: string): string | null => (typeDefinition(name) ? null : unknownType(name));

const known =
  (parameter: string, faultOf: (name: string) => string | null) =>
  (written: string | undefined): readonly string[] | undefined => {
    const names = list(written);
    if (names?.length === 0) throw invalid(`${parameter} names none`);
    for (const name of names ?? []) {
      const fault = faultOf(name);
      if (fault !== null) throw invalid(`${parameter}: ${fault}`);
    }
    return names;
  };

/** Event types with commas between, of a parameter `type`. @throws Problem 400 for one that there is not: it would find nothing, for ever */
export const knownTypes = known('type', typeFault);

/** Channels with commas between, of a parameter `channel`. @throws Problem 400 as `knownTypes` */
export const knownChannels = known('channel', channelFault);
