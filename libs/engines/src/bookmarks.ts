import { BookmarkLost, type Bookmarks, type Hold, checkBookmark, checkMove } from '@rapport/event-store';
import type { Pool } from 'pg';

/** The table of bookmarks in the schema of an engine. */
export const bookmarkTable = (schema: string): string => `
create table ${schema}.bookmark (
  name text collate "C" primary key, epoch bigint not null, place text not null, moved_at timestamptz not null);
comment on table ${schema}.bookmark is 'how far those have read who append what they read elsewhere';
comment on column ${schema}.bookmark.epoch is 'rises with every taking; who comes with an older one is refused';`;

/** Bookmarks of an engine, and whether a hold is still the last one. */
export interface EngineBookmarks extends Bookmarks {
  /** @throws BookmarkLost */
  require(hold: Hold): Promise<void>;
}

/** Bookmarks in that schema; `timeout` for any one answer, in milliseconds. */
export const engineBookmarks = (pool: Pool, schema: string, timeout: number): EngineBookmarks => {
  const query = async <Row>(text: string, values: unknown[]): Promise<{ rows: Row[]; rowCount: number | null }> =>
    pool.query({ text, values, ...{ query_timeout: timeout } }) as never;
  const fenced = async (text: string, { bookmark, epoch }: Hold, more: unknown[]): Promise<void> => {
    const { rowCount } = await query(text, [bookmark, epoch, ...more]);
    if (rowCount !== 1) throw new BookmarkLost(bookmark, epoch);
  };
  return {
    require: (hold) => fenced(`select from ${schema}.bookmark where name = $1 and epoch = $2`, hold, []),
    async take(bookmark) {
      checkBookmark(bookmark);
      const { rows } = await query<{ epoch: string; place: string }>(
        `insert into ${schema}.bookmark as b (name, epoch, place, moved_at) values ($1, 1, '', clock_timestamp())
         on conflict (name) do update set epoch = b.epoch + 1 returning epoch::text, place`,
        [bookmark],
      );
      return { bookmark, ...rows[0]! };
    },
    async move(move) {
      checkMove(move);
      await fenced(
        `update ${schema}.bookmark set place = $3, moved_at = clock_timestamp() where name = $1 and epoch = $2`,
        move.hold,
        [move.to],
      );
    },
    async list(prefix) {
      const { rows } = await query<{ name: string; place: string }>(
        `select name, place from ${schema}.bookmark where starts_with(name, $1) order by name`,
        [prefix],
      );
      return rows;
    },
  };
};
