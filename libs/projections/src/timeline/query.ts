import type { EntityManager } from 'typeorm';
import { type Page, cursorAfter, pageOf, readCursor, within } from '../cursor';
import type { TimelineEntry } from './fold';
import { timelineTable } from './table';

/** Which entries; all parts that are given must hold. */
export interface TimelineFilter {
  /** One of these channels. */
  readonly channel?: readonly string[];
  /** One of these event types. */
  readonly type?: readonly string[];
  /** Happened at or after: RFC 3339, UTC, milliseconds. */
  readonly from?: string;
  /** Happened before. */
  readonly to?: string;
}

const ENTRIES_MAX = 200;

/**
 * The newest keys of each handle by index alone, then the newest of those: what is read grows with the page and the number
 * of handles, never with the length of the history.
 */
const newestKeys = (table: string, where: readonly string[]): string =>
  `t.key = any(array(
     select n.key from unnest(:handles::uuid[]) as h(handle) cross join lateral (
       select e.key, e.listed_at from ${table} e
       where ${['e.handle = h.handle', ...where].join(' and ')}
       order by e.listed_at desc, e.key desc limit :size) n
     order by n.listed_at desc, n.key desc limit :size))`;

/**
 * What happened with these handles, newest first (by when it happened, after correction).
 * @param limit entries of a page, 1 to 200, usually 50.
 * @throws BadCursor
 */
export const timelineOf = async (
  db: EntityManager,
  handles: readonly string[],
  filter: TimelineFilter = {},
  cursor: string | null = null,
  limit?: number,
): Promise<Page<TimelineEntry>> => {
  const size = within(limit, 50, ENTRIES_MAX);
  const after = cursor === null ? null : readCursor('timeline', cursor);
  const where = [
    ...(filter.channel ? ['e.channel = any(:channel::text[])'] : []),
    ...(filter.type ? ['e.type = any(:type::text[])'] : []),
    ...(filter.from ? ['e.listed_at >= :from'] : []),
    ...(filter.to ? ['e.listed_at < :to'] : []),
    ...(after ? ['(e.listed_at, e.key) < (:afterAt, :afterKey::uuid)'] : []),
  ];
  const { tablePath } = db.connection.getMetadata(timelineTable);
  const rows = await db
    .createQueryBuilder(timelineTable, 't')
    .where(newestKeys(tablePath, where), {
      ...filter,
      handles: [...new Set(handles)],
      size: size + 1,
      afterAt: after?.value,
      afterKey: after?.key,
    })
    .orderBy('t.listedAt', 'DESC')
    .addOrderBy('t.key', 'DESC')
    .getMany();
  return pageOf(rows, size, (entry) => cursorAfter('timeline', entry.listedAt, entry.key));
};

/** Single entries by event id, in no particular order; unknown ids are left out. */
export const timelineEntries = (db: EntityManager, eventIds: readonly string[]): Promise<TimelineEntry[]> =>
  db
    .createQueryBuilder(timelineTable, 't')
    .where('t.key = any(:eventIds::uuid[])', { eventIds: [...eventIds] })
    .getMany();
