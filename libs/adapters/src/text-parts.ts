import type { Operator } from './value';
import { asText } from './value';

const NOTHING = /$^/u;

/** `{part: "{Rating}", matches: "^(\\d+)"}`: what the pattern's first group finds in a text, or all that it finds. */
export const part: Operator = (members, place, compile) => {
  const text = compile(members['part'], place.in('part'));
  const pattern = place.in('matches').pattern(members['matches']) ?? NOTHING;
  return (row) => {
    const found = pattern.exec(asText(text(row)));
    return found ? (found.length > 1 ? found[1] : found[0]) : undefined;
  };
};

/** `{split: "{Tags}", at: ","}`: the parts of a text between a sign, without white space around them and without empty ones. */
export const split: Operator = (members, place, compile) => {
  const text = compile(members['split'], place.in('split'));
  const at = place.in('at').text(members['at'] ?? ',', ',');
  return (row) => {
    const parts = asText(text(row))
      .split(at)
      .map((one) => one.trim())
      .filter((one) => one !== '');
    return parts.length === 0 ? undefined : parts;
  };
};
