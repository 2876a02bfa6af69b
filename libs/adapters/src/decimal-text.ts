import { withoutGroups } from './digit-groups';

/** How a file writes numbers: decimal sign and what stands between thousands. */
export interface Notation {
  readonly point: string;
  readonly group: string;
}

const CANONICAL = /^-?(0|[1-9]\d*)(\.\d+)?$/;
const DIGITS = /^\d*$/;
const MINUS = '\u2212';
const LOOSE = /^([+-]?)([^+\-eE]*?)(?:[eE]([+-]?\d{1,3}))?$/;

/** Moves the decimal point of digits by an exponent, without floating point. */
const shifted = (whole: string, fraction: string, exponent: number): string => {
  if (exponent === 0) return fraction === '' ? whole : `${whole}.${fraction}`;
  const digits = whole + fraction;
  const point = whole.length + exponent;
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return digits + '0'.repeat(point - digits.length);
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
};

/**
 * A number as files write it, as a plain decimal: `1,234.50`, `+7`, `.5`, `12-`, `(3.20)` (both negative, as in books),
 * `1.2E3`; null for anything else, also for thousands that are none (`12.50` where `.` stands between thousands). Keeps the
 * places it has, so `12.00` stays `12.00`.
 */
export const decimalText = (text: string, { point, group }: Notation): string | null => {
  if (point === '.' && CANONICAL.test(text)) return unsigned(text);
  let plain = text.trim().replaceAll(MINUS, '-');
  let negative = false;
  if (/^\(.*\)$/.test(plain) || /\d-$/.test(plain)) {
    negative = true;
    plain = plain.replace(/^\((.*)\)$/, '$1').replace(/-$/, '');
  }
  const [, sign, digits = '', exponent = '0'] = LOOSE.exec(plain) ?? [];
  const [grouped = '', fraction = '', ...more] = digits.split(point);
  const whole = withoutGroups(grouped, group);
  if (sign === undefined || whole === null || !DIGITS.test(whole) || !DIGITS.test(fraction) || more.length > 0)
    return null;
  if ((whole === '' && fraction === '') || (negative && sign === '-')) return null;
  const [left = '0', right] = shifted(whole || '0', fraction, Number(exponent)).split('.');
  const value = `${left.replace(/^0+(?=\d)/, '')}${right ? `.${right}` : ''}`;
  return unsigned(negative || sign === '-' ? `-${value}` : value);
};

const unsigned = (text: string): string => (/^-0(\.0*)?$/.test(text) ? text.slice(1) : text);
