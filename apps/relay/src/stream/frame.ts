import type { Position, StoredEvent } from '@rapport/event-store';
import { decodeEvent } from '@rapport/events';
import type { Filtered } from '../log-filter';

/** An event as it goes over the wire of a stream, made once for all who read it. */
export interface Frame extends Filtered {
  readonly position: Position;
  readonly bytes: Buffer;
}

/**
 * The same data as in a page of the log; the position is the id from which a stream goes on. No `event:` line: clients of
 * named events would have to listen for each type by name, and the type is in the data.
 */
export const frameOf = (stored: StoredEvent): Frame => {
  const fact = decodeEvent(stored);
  const { position, type, channel, handle, handles } = fact;
  const bytes = Buffer.from(`id: ${position}\ndata: ${JSON.stringify(fact)}\n\n`);
  return { position, type, channel, handle, handles: handles.map((one) => ({ handle: one.handle })), bytes };
};

/**
 * A comment that keeps proxies from closing, and an id without data: clients take it as the place to go on from and show
 * nothing, so that a stream of rare events need not look again at all that it left out.
 */
export const heartbeatAt = (position: Position): Buffer => Buffer.from(`: here\nid: ${position}\n\n`);
