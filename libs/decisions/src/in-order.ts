/** Up to so many are put in one by one. */
const FEW = 16;

/**
 * Sorts a list in place, stably, as `sort` does: that of one customer is short, and of a million customers what `sort` sets aside for each is
 * more than the lists.
 */
export const inOrder = <Thing>(list: Thing[], compare: (a: Thing, b: Thing) => number): Thing[] => {
  if (list.length > FEW) return list.sort(compare);
  for (let nth = 1; nth < list.length; nth++) {
    const thing = list[nth]!;
    let at = nth;
    for (; at > 0 && compare(list[at - 1]!, thing) > 0; at--) list[at] = list[at - 1]!;
    list[at] = thing;
  }
  return list;
};
