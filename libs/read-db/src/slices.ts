/** Handles are random, so their first byte spreads customers over this many slices. */
export const SLICES = 256;

/** Slices `lo` to `hi`, both included; one worker's share. */
export interface SliceRange {
  readonly lo: number;
  readonly hi: number;
}

export const ALL_SLICES: SliceRange = { lo: 0, hi: SLICES - 1 };

/** The slice of a handle: its first byte. */
export const sliceOf = (handle: string): number => Number.parseInt(handle.slice(0, 2), 16);

/** True when the handle's slice is within the range. */
export const within = ({ lo, hi }: SliceRange, handle: string): boolean => {
  const slice = sliceOf(handle);
  return slice >= lo && slice <= hi;
};

/** Cuts all slices into `count` ranges of (nearly) equal size. */
export const sliceRanges = (count: number): readonly SliceRange[] =>
  Array.from({ length: count }, (_, n) => ({
    lo: Math.floor((n * SLICES) / count),
    hi: Math.floor(((n + 1) * SLICES) / count) - 1,
  }));

/** The name of a range in leases and messages. */
export const rangeName = ({ lo, hi }: SliceRange): string => `${lo}-${hi}`;
