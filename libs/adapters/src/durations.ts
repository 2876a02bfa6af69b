import { compileTime } from './compile-time';
import { decimalText } from './decimal-text';
import { RowFault } from './fault';
import { type Operator, asText } from './value';

const PLAIN = { point: '.', group: '' };
const ISO = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const CLOCK = /^(?:(?:(\d+)[ .])?(\d+):)?(\d+):(\d{2}(?:\.\d+)?)$/;
const PARTS = ['h:m', 'm:s'] as const;

type Parts = (typeof PARTS)[number];

const total = (days = '0', hours = '0', minutes = '0', seconds = '0'): number =>
  ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);

/** A written duration in seconds; null when it is none, `parts` when two parts may be hours or minutes. */
export const durationSeconds = (text: string, parts?: Parts): number | 'parts' | null => {
  const plain = decimalText(text, PLAIN);
  if (plain !== null) return Number(plain);
  const iso = ISO.exec(text);
  if (iso && /\d/.test(text)) return total(iso[1], iso[2], iso[3], iso[4]);
  const [whole, days, hours, minutes, seconds] = CLOCK.exec(text) ?? [];
  if (whole === undefined || Number(seconds) >= 60) return null;
  if (hours !== undefined) return Number(minutes) >= 60 ? null : total(days, hours, minutes, seconds);
  if (parts === undefined) return 'parts';
  return parts === 'm:s' ? total('0', '0', minutes, seconds) : total('0', minutes, seconds);
};

/** `{seconds: "{Talk}", parts: "m:s"}`: whole seconds of `0:03:12`, `3:12`, `192`, `PT3M12S`. */
export const seconds: Operator = (members, place, compile) => {
  const value = compile(members['seconds'], place.in('seconds'));
  const { parts } = members;
  const two = parts === undefined ? undefined : place.in('parts').word(parts, PARTS);
  return (row) => {
    const text = asText(value(row));
    if (text === '') return undefined;
    const found = durationSeconds(text, two);
    if (found === 'parts')
      throw new RowFault(`${place.path} may be minutes and seconds or hours and minutes: say "parts": "m:s" or "h:m"`);
    if (found === null || found < 0) throw new RowFault(`${place.path} is no duration`);
    return Math.round(found);
  };
};

/** `{elapsed: [from, to]}`: whole seconds between two times; absent when one of them is. */
export const elapsed: Operator = (members, place, compile) => {
  const times = place.in('elapsed').items(members['elapsed'], 2).map(([spec, at]) => compileTime(spec, at, compile)); // prettier-ignore
  if (times.length > 2) place.in('elapsed').fault('must be two times');
  const [from, to] = times;
  return (row) => {
    const [start = null, end = null] = [from?.(row), to?.(row)];
    if (start === null || end === null) return undefined;
    if (end < start) throw new RowFault(`${place.path} ends before it begins`);
    return Math.round((end - start) / 1_000);
  };
};
