import type { Move } from './bookmarks';
import { InvalidAppend } from './check-append';

const PLACE_LENGTH = 10_000;
const BREAKS = /[\p{Cc}\p{Cs}\u2028\u2029]/u;

/** @throws InvalidAppend when the name is none. */
export const checkBookmark = (name: string): void => {
  if (typeof name !== 'string' || name === '' || name.length > 300 || BREAKS.test(name))
    throw new InvalidAppend('the name of a bookmark has 1 to 300 printable characters');
};

/** @throws InvalidAppend when the place is none. */
export const checkMove = ({ to }: Move): void => {
  if (typeof to !== 'string' || to === '' || to.length > PLACE_LENGTH || BREAKS.test(to))
    throw new InvalidAppend(`a bookmark's place is one line of at most ${PLACE_LENGTH} characters`);
};
