/**
 * The fewest members that would have to be taken out for the positions of the others to rise: all but a longest rising
 * subsequence (patience sorting, Fredman 1975). Where one swap has two answers, either is given.
 */
export const outOfOrder = <T extends { readonly position: string }>(members: readonly T[]): readonly T[] => {
  if (members.every(({ position }, n) => n === 0 || members[n - 1]!.position < position)) return [];
  /** By length: the member that ends the rising run of that length lowest; and for each member the one before it. */
  const ends: number[] = [];
  const before: number[] = [];
  members.forEach(({ position }, n) => {
    let low = 0;
    for (let high = ends.length; low < high;) {
      const middle = (low + high) >> 1;
      if (members[ends[middle]!]!.position < position) low = middle + 1;
      else high = middle;
    }
    before[n] = low === 0 ? -1 : ends[low - 1]!;
    ends[low] = n;
  });
  const kept = new Set<number>();
  for (let n = ends.at(-1)!; n >= 0; n = before[n]!) kept.add(n);
  return members.filter((_, n) => !kept.has(n));
};
