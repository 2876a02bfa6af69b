import { canonicalJson } from './canonical';
import { refuse, type Refusal } from './refusal';

/** Nesting of an interaction: objects and lists within each other. */
export const DEPTH_MAX = 20;
/** Size of an interaction's canonical JSON in bytes of UTF-8. */
export const BYTES_MAX = 256 * 1024;

const UNSAFE = /[\0\ud800-\udfff]/;
const isText = (text: string): boolean => !UNSAFE.test(text) || (text.isWellFormed() && !text.includes('\0'));
const bad = (what: string) => refuse('bad-text', `${what} (U+0000, a lone surrogate) that no database keeps`);

/** Digits of a decimal number that every JSON number keeps. */
const DIGITS_KEPT = 15;
/**
 * A whole number beyond 2^53 with so many digits was written as one, like an id or a time in nanoseconds, and lost some of them when
 * it was parsed: two that differ would be one.
 */
export const hasLostDigits = (value: number): boolean =>
  Number.isInteger(value) &&
  !Number.isSafeInteger(value) &&
  String(value)
    .replace(/e.*|\D/g, '')
    .replace(/0+$/, '').length > DIGITS_KEPT;

const weighNumber = (value: number): number | Refusal => {
  if (!Number.isFinite(value)) return refuse('bad-text', 'a number is out of range');
  return hasLostDigits(value)
    ? refuse('bad-text', 'a whole number has more digits than a JSON number keeps: send it as a text')
    : 25;
};

/** Rough size from above of a value, or the reason why it is not plain JSON that can be kept. */
const weigh = (value: unknown, depth: number): number | Refusal => {
  if (typeof value === 'string') return isText(value) ? value.length * 6 + 2 : bad('a text has characters');
  if (value === null || typeof value === 'boolean') return 5;
  if (typeof value === 'number') return weighNumber(value);
  if (typeof value !== 'object') return value === undefined ? 5 : refuse('bad-text', `${typeof value} is not JSON`);
  if (depth >= DEPTH_MAX) return refuse('too-deep', `nested more than ${DEPTH_MAX} levels deep`);
  let weight = 2;
  for (const key of Object.keys(value)) {
    if (key === '__proto__') return refuse('bad-text', 'the member name __proto__ is not allowed');
    if (!isText(key)) return bad('a member name has characters');
    const part = weigh((value as Record<string, unknown>)[key], depth + 1);
    if (typeof part !== 'number') return part;
    weight += part + key.length * 6 + 4;
  }
  return weight;
};

/** Null when a value is plain JSON within our limits of depth and size, else the reason. */
export const checkPlainJson = (value: unknown): Refusal | null => {
  const weight = weigh(value, 0);
  if (typeof weight !== 'number') return weight;
  if (weight <= BYTES_MAX || Buffer.byteLength(canonicalJson(value)) <= BYTES_MAX) return null;
  return refuse('too-large', `larger than ${BYTES_MAX / 1024} KB`);
};
