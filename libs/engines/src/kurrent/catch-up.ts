import { PositionAhead, ordinalOf, position } from '@rapport/event-store';
import type { EventIndex } from './event-index';
import type { LogReader } from './log-reader';
import type { Recorded } from './records';

const PAGE = 500;

/**
 * Makes sure that the index knows the whole log before anything is written: it may have been restored from an older copy, or
 * begun anew. What such an index lacks is the end of the log, so the log is read backwards until a whole page is known;
 * an index that is up to date costs one page.
 * @throws PositionAhead when the index knows more than the log holds: the log's end is missing
 */
export const catchUp = async (index: EventIndex, reader: LogReader): Promise<void> => {
  const end = (await index.lastAt()) ?? 0n;
  const { position: head } = await reader.head();
  if (end > BigInt(ordinalOf(head))) throw new PositionAhead(position(reader.epoch, end), head);
  for (let from: bigint | 'end' = 'end'; ;) {
    const page: Recorded[] = [];
    for await (const record of reader.backwards(from, PAGE)) page.push(record);
    const ours = page.filter((record) => record.ours);
    const known = new Map((await index.places(ours.map(({ id }) => id))).map((place) => [place.id, place]));
    const unknown = ours.filter(({ id }) => (known.get(id)?.ordinal ?? null) === null);
    if (unknown.length > 0) await index.adopt(unknown);
    if (page.length < PAGE || (ours.length > 0 && unknown.length === 0)) return;
    from = page.at(-1)!.ordinal;
  }
};
