/** Powers of ten that a double holds exactly. */
const TENS = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);
/** Longest text whose digits, put together, are below 2^53 for sure. */
const SHORT = 15;

/**
 * A short plain number as a whole one in units of its last but `to`-th place: scaled('129.9', 2) = 12990. NaN for anything
 * else, which is left to Big: longer numbers, exponents, what is no number at all.
 */
export const scaled = (text: string, to: number): number => {
  if (text.length > SHORT) return NaN;
  const first = text.charCodeAt(0) === 45 ? 1 : 0;
  let value = 0;
  let point = -1;
  for (let at = first; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit >= 0 && digit <= 9) value = value * 10 + digit;
    else if (digit === -2 && point < 0 && at > first) point = at;
    else return NaN;
  }
  if (text.length === first || point === text.length - 1) return NaN;
  const missing = to - (point < 0 ? 0 : text.length - point - 1);
  const whole = value * TENS[missing]!;
  return Number.isSafeInteger(whole) ? (first === 1 ? -whole : whole) : NaN;
};

/** The text of a scaled number; null where it is not exact, or a negative zero. */
export const unscaled = (value: number, to: number): string | null => {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return null;
  if (to === 0) return String(value);
  const digits = String(Math.abs(value)).padStart(to + 1, '0');
  const point = digits.length - to;
  return `${value < 0 ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
};
