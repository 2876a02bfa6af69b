import type { EventStore, ScanRange, Stretch, Types } from './event-store';
import { type Position, epochOf } from './position';
import { PositionAhead, StoreClosed, checkEpoch } from './refusals';

/** Whether events of a type are among the wanted. */
export const isWanted = (types: Types | undefined): ((type: string) => boolean) => {
  if (types === undefined) return () => true;
  const named = new Set('only' in types ? types.only : types.but);
  return 'only' in types ? (type) => named.has(type) : (type) => !named.has(type);
};

/** `scan` for engines that have no shorter way than to follow the log and leave out what is not wanted. */
export const scanByFollowing = async function* (
  { follow, head }: Pick<EventStore, 'follow' | 'head'>,
  { after, upTo, types }: ScanRange,
  signal: AbortSignal,
): AsyncGenerator<Stretch> {
  const end = await head();
  for (const at of after === null ? [upTo] : [after, upTo]) {
    checkEpoch(epochOf(end.position), at);
    if (at > end.position) throw new PositionAhead(at, end.position);
  }
  if (end.eventId === null || (after !== null && after >= upTo)) return;
  const wanted = isWanted(types);
  for await (const batch of follow(after, signal)) {
    const isLast = batch.at(-1)!.position >= upTo;
    const within = isLast ? batch.filter(({ position }) => position <= upTo) : batch;
    const events = within.filter(({ type }) => wanted(type));
    yield { upTo: isLast ? upTo : batch.at(-1)!.position, count: within.length, events };
    if (isLast) return;
  }
  if (!signal.aborted) throw new StoreClosed();
};
