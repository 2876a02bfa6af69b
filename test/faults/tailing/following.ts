/** What is wrong with what a follower was given. */
export interface Faults {
  /** In the log after its start, and not given. */
  readonly missed: number;
  /** Given more than once. */
  readonly repeated: number;
  /** Given after a later one. */
  readonly disordered: number;
  /** Given, and not in the log after its start, or not like this. */
  readonly foreign: number;
}

/** Tells followers from the log, event by event. Lines are equal when their events are. */
export const comparedWith = (log: readonly string[]): ((seen: Iterable<string>, start: number) => Faults) => {
  const places = new Map(log.map((line, at) => [line, at]));
  return (seen, start) => {
    const given = new Uint8Array(log.length);
    let [repeated, disordered, foreign, last] = [0, 0, 0, start - 1];
    for (const line of seen) {
      const at = places.get(line) ?? -1;
      if (at < start) foreign += 1;
      else if (given[at]) repeated += 1;
      else {
        if (at < last) disordered += 1;
        given[at] = 1;
        last = Math.max(last, at);
      }
    }
    const missed = given.subarray(start).reduce((sum, one) => sum + (one ? 0 : 1), 0);
    return { missed, repeated, disordered, foreign };
  };
};
