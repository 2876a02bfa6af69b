/** A place that a customer has from the close of one day until before that of another; null = for good. */
export interface Stay {
  readonly from: string;
  readonly until: string | null;
  readonly place: string;
}

/** Two stories of one customer that are not the same. A place is null where there is none. */
export interface Apart {
  readonly from: string | null;
  readonly to: string | null;
  /** The first closed day at which they differ. */
  readonly firstDay: string;
  /** The closed day from which on they differ to the end; null = in the end they agree. */
  readonly since: string | null;
}

/** Where somebody is at the close of a day. */
export const placeAt = (stays: readonly Stay[], day: string): string | null =>
  stays.find(({ from, until }) => from <= day && (until === null || until > day))?.place ?? null;

/**
 * Tells two stories of a customer apart: where they are in the end by the one (`was`) and by the other (`would`), and since when
 * these differ. Null when they never do. Stays of one story do not overlap and begin and end at closed days, so that between the
 * days named here nothing changes.
 */
export const apart = (was: readonly Stay[], would: readonly Stay[]): Apart | null => {
  const days = [...new Set([...was, ...would].flatMap(({ from, until }) => (until === null ? [from] : [from, until])))];
  let [firstDay, since]: [string | null, string | null] = [null, null];
  for (const day of days.sort()) {
    const differs = placeAt(was, day) !== placeAt(would, day);
    firstDay ??= differs ? day : null;
    since = differs ? (since ?? day) : null;
  }
  if (firstDay === null) return null;
  const last = days.at(-1)!;
  return { from: placeAt(was, last), to: placeAt(would, last), firstDay, since };
};
