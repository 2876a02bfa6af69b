/**
 * Things that are made one by one whenever somebody goes through them: of a million customers, only the one that is looked at is
 * there. `make` must give the same each time.
 */
export const lazily = <Made>(make: () => Iterable<Made>): Iterable<Made> => ({
  [Symbol.iterator]: () => make()[Symbol.iterator](),
});
