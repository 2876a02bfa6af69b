import type { Place } from './place';
import type { Columns } from './row';

/** `empty: ["NULL", "NA"]` of a mapping: the words that a file writes where it has nothing. */
export const emptyWords = (spec: unknown, place: Place): ReadonlySet<string> =>
  new Set(spec === undefined ? [] : place.items(spec, 1).map(([word, at]) => at.text(word)));

/** The same columns, empty where they say one of these words and nothing else. */
export const emptiedBy = (words: ReadonlySet<string>, columns: Columns): Columns => {
  if (words.size === 0) return columns;
  return {
    names: columns.names,
    cell: (name) => {
      const read = columns.cell(name);
      return (
        read &&
        ((row) => {
          const text = read(row);
          return words.has(text) ? '' : text;
        })
      );
    },
    raw: (name) => {
      const read = columns.raw(name);
      return (
        read &&
        ((row) => {
          const held = read(row);
          return typeof held === 'string' && words.has(held) ? undefined : held;
        })
      );
    },
    fault: (row) => columns.fault(row),
  };
};
