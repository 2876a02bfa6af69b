/** The right to move a bookmark: whoever takes it later ends it. */
export interface Hold {
  /** Name of the bookmark: 1 to 300 printable characters. */
  readonly bookmark: string;
  /** Rises with every taking. */
  readonly epoch: string;
  /** Where it was when the right was taken; '' at first. */
  readonly place: string;
}

/** How a bookmark is moved. Moves of one hold are made one after the other: each is awaited. */
export interface Move {
  readonly hold: Hold;
  /** The new place: one line of text, not empty. */
  readonly to: string;
}

/** A bookmark where it is now. */
export interface Bookmark {
  readonly name: string;
  readonly place: string;
}

/** Somebody else holds the bookmark now: it was not moved, and whoever moved it must stop. */
export class BookmarkLost extends Error {
  constructor(
    readonly bookmark: string,
    /** Of the hold that has ended. */
    readonly epoch: string,
  ) {
    super(`somebody else moves the bookmark ${bookmark} now`);
    this.name = 'BookmarkLost';
  }
}

/**
 * How far those have read who append what they read elsewhere, kept in the same place as what they appended: a move that goes
 * along with an append takes effect with it (`EventStore.append`).
 */
export interface Bookmarks {
  /** Takes the right to move; from now on whoever had it is refused. Makes the bookmark at the first time. */
  take(bookmark: string): Promise<Hold>;
  /** Moves it without an append. @throws BookmarkLost */
  move(move: Move): Promise<void>;
  /** All whose names begin so, by name. */
  list(prefix: string): Promise<readonly Bookmark[]>;
}
