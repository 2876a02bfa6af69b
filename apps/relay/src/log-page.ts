import type { EventStore, StoredEvent } from '@rapport/event-store';
import { type Fact, decodeEvent } from '@rapport/events';
import { type LogFilter, passes } from './log-filter';

/** A part of the log. */
export interface LogPage {
  readonly events: readonly Fact[];
  /** Everything up to here has been looked at: where the next page begins. Null in an empty log. */
  readonly next: string | null;
  /** The end of the log when the page was made. */
  readonly head: string;
  /** True when nothing was left between `next` and `head`. */
  readonly atEnd: boolean;
  /** Characters of its events as they are stored. */
  readonly text: number;
}

/** Events looked at for one page: a rare type gives short pages, not slow ones. */
const LOOKED_AT_MAX = 20_000;
/** Characters of the events of one page, but for its last: pages are held whole, many of them at a time. */
const PAGE_TEXT_MAX = 2 * 1024 * 1024;

/**
 * Reads the log after a position (null = from its beginning), as far as it goes at this moment.
 * @throws EpochMismatch when `after` is of another history, PositionAhead when the log is not that long.
 */
export const logPage = async (
  store: Pick<EventStore, 'follow' | 'head'>,
  after: string | null,
  limit: number,
  filter: LogFilter = {},
): Promise<LogPage> => {
  const { position: head, eventId } = await store.head();
  if (eventId === null && after === null) return { events: [], next: null, head, atEnd: true, text: 0 };
  if (after === head) return { events: [], next: after, head, atEnd: true, text: 0 };
  const events: Fact[] = [];
  let next = after;
  let [lookedAt, text] = [0, 0];
  const isFull = (): boolean => events.length === limit || lookedAt === LOOKED_AT_MAX || text >= PAGE_TEXT_MAX;
  for await (const batch of untilHead(store, after, head)) {
    for (const stored of batch) {
      if (isFull()) return { events, next, head, atEnd: false, text };
      const fact = decodeEvent(stored);
      if (passes(filter, fact)) {
        events.push(fact);
        text += stored.body.length;
      }
      next = stored.position;
      lookedAt++;
    }
  }
  return { events, next, head, atEnd: true, text };
};

/** The log up to a position that is known to be there; never waits for what comes later. */
async function* untilHead(
  store: Pick<EventStore, 'follow'>,
  after: string | null,
  head: string,
): AsyncGenerator<readonly StoredEvent[]> {
  const stop = new AbortController();
  try {
    for await (const batch of store.follow(after, stop.signal)) {
      yield batch.filter(({ position }) => position <= head);
      if (batch.at(-1)!.position >= head) return;
    }
  } finally {
    stop.abort();
  }
}
