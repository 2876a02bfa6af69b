import { addDecimal, roundDecimal } from '@rapport/events';

/** An exact sum of decimal texts, to so many places as published figures have. */
export const sumOf = (amounts: readonly string[], places = 2): number =>
  Number(roundDecimal(amounts.reduce(addDecimal, '0'), places));

/** How often each word comes. */
export const countBy = <One>(all: readonly One[], word: (one: One) => string): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const one of all) counts[word(one)] = (counts[word(one)] ?? 0) + 1;
  return counts;
};

/** Groups by a key. */
export const groupBy = <One>(all: readonly One[], key: (one: One) => string): Map<string, One[]> => {
  const groups = new Map<string, One[]>();
  for (const one of all) {
    const group = groups.get(key(one));
    if (group) group.push(one);
    else groups.set(key(one), [one]);
  }
  return groups;
};
