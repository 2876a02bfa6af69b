import { BookmarkLost, type Bookmarks, type Hold, type Move } from './bookmarks';
import { checkBookmark, checkMove } from './check-bookmark';

/** Bookmarks of the reference engine, and what its append needs of them. */
export interface MemoryBookmarks extends Bookmarks {
  /** @throws BookmarkLost */
  require(hold: Hold): void;
  put(move: Move): void;
}

/** Bookmarks in a map, for the reference engine. */
export const memoryBookmarks = (): MemoryBookmarks => {
  const all = new Map<string, { epoch: bigint; place: string }>();
  const require = ({ bookmark, epoch }: Hold): void => {
    if (String(all.get(bookmark)?.epoch) !== epoch) throw new BookmarkLost(bookmark, epoch);
  };
  const put = ({ hold, to }: Move): void => void (all.get(hold.bookmark)!.place = to);
  return {
    require,
    put,
    async take(bookmark) {
      checkBookmark(bookmark);
      const { epoch, place } = all.get(bookmark) ?? { epoch: 0n, place: '' };
      all.set(bookmark, { epoch: epoch + 1n, place });
      return { bookmark, epoch: String(epoch + 1n), place };
    },
    async move(move) {
      checkMove(move);
      require(move.hold);
      put(move);
    },
    async list(prefix) {
      const names = [...all.keys()].filter((name) => name.startsWith(prefix)).sort();
      return names.map((name) => ({ name, place: all.get(name)!.place }));
    },
  };
};
