import { isOwnChannel } from './envelope';
import { typeDefinitions } from './type-definition';

const LETTERS_MAX = 60;
const EDITS_MAX = 3;

/** Letters to change, add or take away to make one word of another (Levenshtein), or more than `most`. */
const editsBetween = (one: string, other: string, most: number): number => {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let row = Array.from({ length: other.length + 1 }, (_, n) => n);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[other.length]!;
};

/** The known event type that somebody probably meant; null when none is near. Never repeats what they wrote. */
export const nearestType = (written: string): string | null => {
  if (written.length > LETTERS_MAX) return null;
  const near = typeDefinitions()
    .filter(({ channels }) => !channels.every(isOwnChannel))
    .map(({ type }) => ({ type, edits: editsBetween(written.toLowerCase(), type.toLowerCase(), EDITS_MAX) }))
    .filter(({ edits }) => edits <= EDITS_MAX)
    .sort((a, b) => a.edits - b.edits);
  return near[0]?.type ?? null;
};

/** What is said of a type that there is not. */
export const unknownType = (written: unknown): string => {
  const meant = typeof written === 'string' ? nearestType(written) : null;
  return `there is no such event type${meant === null ? '' : `; did you mean ${meant}?`}`;
};
