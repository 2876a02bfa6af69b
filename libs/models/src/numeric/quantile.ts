/**
 * The quantile at `part`/`parts` of a sorted sample by linear interpolation: type 7 of Hyndman & Fan 1996, "Sample quantiles
 * in statistical packages", The American Statistician 50(4), which R, NumPy and spreadsheets use by default. The share is
 * given as two whole numbers (2 of 5 is 40 %), so that the place in the sample is exact and rounding moves nobody over a cut.
 * @throws RangeError on an empty sample, or when the share is not between 0 and 1
 */
export const quantile = (sorted: ArrayLike<number>, part: number, parts: number): number => {
  if (sorted.length === 0) throw new RangeError('an empty sample has no quantile');
  if (!(Number.isSafeInteger(part) && Number.isSafeInteger(parts) && parts > 0 && part >= 0 && part <= parts))
    throw new RangeError(`${part} of ${parts} is no share of a sample`);
  const place = (sorted.length - 1) * part;
  const below = Math.floor(place / parts);
  const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  return low + ((place % parts) / parts) * (high - low);
};

/** A sorted copy, least first. @throws RangeError when a value is not finite */
export const sortedSample = (values: Iterable<number>): Float64Array => {
  return sortedInPlace(Float64Array.from(values));
};

/** The sample itself, sorted, least first. @throws RangeError when a value is not finite */
export const sortedInPlace = (sample: Float64Array): Float64Array => {
  if (!sample.every(Number.isFinite)) throw new RangeError('a sample has finite values only');
  return sample.sort();
};
