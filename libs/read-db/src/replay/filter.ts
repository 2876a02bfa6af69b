import { isOwnChannel, typeDefinition, type EventType } from '@rapport/events';
import type { Projection } from '@rapport/fold';

const RECORDS: ReadonlySet<string> = new Set(['InteractionCorrected', 'InteractionRetracted']);

/** Events of our own about others or about no customer at all; `each` never sees them. */
const isOwn = (type: string): boolean => {
  const channels = typeDefinition(type)?.channels ?? [];
  return channels.length > 0 && channels.every(isOwnChannel);
};

/**
 * Whether a projection can have any use for events of a type: what it has none for is not even parsed, so that a rebuild
 * of a rare type's projection costs little more than reading the log.
 */
export const wants = (projection: Projection): ((type: string) => boolean) => {
  const known = new Map<string, boolean>();
  const decide = (type: string): boolean => {
    if (projection.on[type as EventType] !== undefined) return true;
    if (RECORDS.has(type)) return projection.scope === 'customer' || projection.takeBack !== undefined;
    return projection.each !== undefined && !isOwn(type);
  };
  return (type) => {
    let wanted = known.get(type);
    if (wanted === undefined) known.set(type, (wanted = decide(type)));
    return wanted;
  };
};
