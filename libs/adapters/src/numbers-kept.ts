import { hasLostDigits } from '@rapport/events';

const LOST = 'has more digits than a JSON number keeps: it must be a text';
const BEYOND = 'is a number beyond all that JSON numbers keep: it must be a text';

/** Why a number is not what was written: parsing has lost digits of a whole number, or could not hold it. Null when it is. */
export const numberFault = (value: number): string | null => {
  if (!Number.isFinite(value)) return BEYOND;
  return hasLostDigits(value) ? LOST : null;
};

/** The same for all numbers of a parsed value. */
export const numbersFault = (value: unknown): string | null => {
  if (typeof value === 'number') return numberFault(value);
  if (typeof value !== 'object' || value === null) return null;
  for (const one of Object.values(value)) {
    const fault = numbersFault(one);
    if (fault !== null) return fault;
  }
  return null;
};

/** A number that may be too large for parsing says so by its exponent or by its length. */
const MAY_BE_BEYOND = /\d[eE]\+?\d{3}|\d{309}/;

/** True when parsing a line has made Infinity of a number, which JSON would write as null. */
export const isBeyond = (line: string, parsed: unknown): boolean => MAY_BE_BEYOND.test(line) && holdsInfinity(parsed);

const holdsInfinity = (value: unknown): boolean =>
  typeof value === 'number'
    ? !Number.isFinite(value)
    : typeof value === 'object' && value !== null && Object.values(value).some(holdsInfinity);
