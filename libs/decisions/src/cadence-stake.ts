const placesOf = (text: string): number => (text.includes('.') ? text.length - text.indexOf('.') - 1 : 0);

/** Whole-number quotient, half to even; both not negative. */
const dividedHalfEven = (dividend: bigint, divisor: bigint): bigint => {
  const [quotient, rest] = [dividend / divisor, (dividend % divisor) * 2n];
  return rest > divisor || (rest === divisor && quotient % 2n === 1n) ? quotient + 1n : quotient;
};

/** What a customer's value at stake is made of. */
export interface Spending {
  /** Total of all purchase days, a decimal text. */
  readonly value: string;
  readonly purchaseDays: number;
  /** Days; a whole number or half of one. */
  readonly medianGapDays: number;
  readonly horizonDays: number;
}

/**
 * What the customer would spend within the horizon at their own pace: mean value of a purchase day × expected number of
 * purchase days (horizon ÷ median gap), exact and then rounded half to even to two places; never negative.
 */
export const valueAtStake = ({ value, purchaseDays, medianGapDays, horizonDays }: Spending): string => {
  if (value.startsWith('-')) return '0.00';
  const dividend = BigInt(value.replace('.', '')) * BigInt(2 * horizonDays) * 100n;
  const divisor = 10n ** BigInt(placesOf(value)) * BigInt(purchaseDays) * BigInt(2 * medianGapDays);
  const cents = dividedHalfEven(dividend, divisor).toString().padStart(3, '0');
  return `${cents.slice(0, -2)}.${cents.slice(-2)}`;
};
