import { TIER_KINDS } from '@rapport/events';
import type { Compiled } from './compile';
import type { Fault } from './shape';

/**
 * What is wrong with the rules whose tiers a definition asks for; whoever can look up rules asks after compiling.
 * @param kinds of the rules that were published, by name.
 */
export const ruleFaults = ({ rules }: Pick<Compiled, 'rules'>, kinds: ReadonlyMap<string, string>): readonly Fault[] =>
  [...rules].flatMap(([rule, places]) => {
    const kind = kinds.get(rule);
    if (kind !== undefined && (TIER_KINDS as readonly string[]).includes(kind)) return [];
    const message =
      kind === undefined
        ? `nobody published a rule ${rule}; GET /v1/rules tells which there are`
        : `${rule} is of the kind ${kind}, which puts nobody into tiers; these do: ${TIER_KINDS.join(', ')}`;
    return places.map((at) => ({ at, message }));
  });
