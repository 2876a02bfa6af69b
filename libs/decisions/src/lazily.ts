/**
 * Things that are made one by one whenever somebody goes through them: of a million customers, only the one that is looked at is
 * there. `make` must give the same each time. @param length how many they are, where that is known beforehand
 */
export const lazily = <Made>(
  make: () => Iterable<Made>,
  length?: number,
): Iterable<Made> & { readonly length?: number } => ({
  [Symbol.iterator]: () => make()[Symbol.iterator](),
  ...(length !== undefined && { length }),
});
