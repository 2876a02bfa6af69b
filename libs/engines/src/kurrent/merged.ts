import { inParallel } from './in-parallel';
import type { Recorded } from './records';

/** The events of one stream from a version on, at most a page of them. */
export type Pages = (fromVersion: number) => Promise<readonly Recorded[]>;

/** How far and in what portions streams are read. */
export interface Merging {
  readonly page: number;
  readonly parallel: number;
  /** The last commit position that is wanted; null: to the end. */
  readonly end: bigint | null;
}

/** What was read of one stream and not given out yet. */
interface Cursor {
  readonly pages: Pages;
  held: Recorded[];
  next: number;
  /** Commit position of the last event read. */
  reached: bigint;
  done: boolean;
}

/**
 * The events of several streams in the order of the log. Each stream is read a page at a time; what may be given out is
 * all up to the earliest place that some stream has been read to, for beyond that it may hold more.
 */
export const merged = async function* (
  streams: readonly Pages[],
  { page, parallel, end }: Merging,
): AsyncGenerator<Recorded[]> {
  const cursors = streams.map((pages): Cursor => ({ pages, held: [], next: 1, reached: 0n, done: false }));
  const fill = async (cursor: Cursor): Promise<void> => {
    const records = await cursor.pages(cursor.next);
    const wanted = records.filter(({ ordinal }) => end === null || ordinal <= end);
    cursor.held = wanted.filter(({ ours }) => ours);
    cursor.next += records.length;
    cursor.reached = records.at(-1)?.ordinal ?? cursor.reached;
    cursor.done = records.length < page || wanted.length < records.length;
  };
  for (let open = cursors; open.length > 0; open = open.filter(({ done, held }) => !done || held.length > 0)) {
    const empty = open.filter(({ done, held }) => !done && held.length === 0);
    await inParallel(empty, parallel, fill);
    const unfinished = open.filter(({ done }) => !done).map(({ reached }) => reached);
    const sure = unfinished.length === 0 ? null : unfinished.reduce((least, at) => (at < least ? at : least));
    const batch = open.flatMap((cursor) => {
      const out = sure === null ? cursor.held : cursor.held.filter(({ ordinal }) => ordinal <= sure);
      cursor.held = cursor.held.slice(out.length);
      return out;
    });
    if (batch.length > 0) yield batch.sort((a, b) => (a.ordinal < b.ordinal ? -1 : 1));
  }
};
