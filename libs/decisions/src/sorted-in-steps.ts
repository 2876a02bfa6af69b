import type { Steps } from './steps';

/** So many are sorted at once. */
const RUN = 4_096;

/**
 * The numbers from 0 on in the order that `compare` says, in steps: runs are sorted, and merged two by two. Where it says 0 the lesser number goes
 * first. Sorting a million at once would hold the processor for a second.
 */
export const sortedInSteps = function* (length: number, compare: (a: number, b: number) => number): Steps<Uint32Array> {
  let from = Uint32Array.from({ length }, (_, nth) => nth);
  for (let start = 0; start < length; start += RUN) {
    from.subarray(start, start + RUN).sort(compare);
    yield;
  }
  let to = new Uint32Array(length);
  for (let width = RUN; width < length; width *= 2) {
    for (let start = 0; start < length; start += 2 * width)
      yield* merge(from, to, [start, Math.min(start + width, length), Math.min(start + 2 * width, length)], compare);
    [from, to] = [to, from];
  }
  return from;
};

const merge = function* (
  from: Uint32Array,
  to: Uint32Array,
  [start, middle, end]: readonly [start: number, middle: number, end: number],
  compare: (a: number, b: number) => number,
): Steps<void> {
  let [left, right] = [start, middle];
  for (let at = start; at < end; at++) {
    const isLeft = right >= end || (left < middle && compare(from[left]!, from[right]!) <= 0);
    to[at] = isLeft ? from[left++]! : from[right++]!;
    if (at % RUN === 0) yield;
  }
};
