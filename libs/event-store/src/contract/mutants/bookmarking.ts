import type { Bookmarks } from '../../bookmarks';
import type { EventStore } from '../../event-store';
import type { Mutant } from './broken';

const marking = (store: EventStore, change: Partial<Bookmarks>): Pick<EventStore, 'bookmarks'> => ({
  bookmarks: { ...store.bookmarks, ...change },
});

/** Faults of bookmarks. */
export const bookmarkingMutants: Readonly<Record<string, Mutant>> = {
  'moves no bookmark along': (store) => ({ append: (appends) => store.append(appends) }),
  'moves a bookmark though an append is refused': (store) => ({
    append: async (appends, move) => {
      const outcomes = await store.append(appends, move);
      if (move) await store.bookmarks.move(move);
      return outcomes;
    },
  }),
  'lets go on who was taken over from': (store) => ({
    append: async (appends, move) => {
      const outcomes = await store.append(appends);
      if (move && outcomes.every((outcome) => 'placed' in outcome))
        await store.bookmarks.move(move).catch(() => undefined);
      return outcomes;
    },
  }),
  'ends no hold': (store) => {
    const epochs = new Map<string, string>();
    return marking(store, {
      take: async (bookmark) => {
        const hold = await store.bookmarks.take(bookmark);
        epochs.set(bookmark, hold.epoch);
        return hold;
      },
      move: ({ hold, to }) =>
        store.bookmarks.move({ hold: { ...hold, epoch: epochs.get(hold.bookmark) ?? hold.epoch }, to }),
    });
  },
  'lists bookmarks by a pattern': (store) =>
    marking(store, {
      list: async (prefix) => {
        const pattern = new RegExp(`^${prefix.replaceAll('_', '.')}`);
        return (await store.bookmarks.list('')).filter(({ name }) => pattern.test(name));
      },
    }),
  'takes any text for a place': (store) => ({
    append: (appends, move) =>
      store.append(appends, move && { ...move, to: move.to.replace(/\s/g, ' ').slice(0, 100) || '-' }),
  }),
  'moves a bookmark with the first appends of a call only': (store) => ({
    append: (appends, move) => (appends.length > 30 ? store.append(appends) : store.append(appends, move)),
  }),
};
