/** Mean of |predicted − actual|. @throws RangeError when they are not as many, or none */
export const meanAbsoluteError = (predicted: ArrayLike<number>, actual: ArrayLike<number>): number => {
  checkPairs(predicted, actual);
  let sum = 0;
  for (let at = 0; at < predicted.length; at++) sum += Math.abs(predicted[at]! - actual[at]!);
  return sum / predicted.length;
};

/** Pearson's correlation; null when one of both does not vary. @throws RangeError when they are not as many, or none */
export const correlation = (one: ArrayLike<number>, other: ArrayLike<number>): number | null => {
  checkPairs(one, other);
  const n = one.length;
  let [meanOne, meanOther] = [0, 0];
  for (let at = 0; at < n; at++) [meanOne, meanOther] = [meanOne + one[at]! / n, meanOther + other[at]! / n];
  let [both, ofOne, ofOther] = [0, 0, 0];
  for (let at = 0; at < n; at++) {
    const [a, b] = [one[at]! - meanOne, other[at]! - meanOther];
    both += a * b;
    ofOne += a * a;
    ofOther += b * b;
  }
  return ofOne === 0 || ofOther === 0 ? null : both / Math.sqrt(ofOne * ofOther);
};

const checkPairs = (one: ArrayLike<number>, other: ArrayLike<number>): void => {
  if (one.length !== other.length || one.length === 0) throw new RangeError('there must be pairs to compare');
};
