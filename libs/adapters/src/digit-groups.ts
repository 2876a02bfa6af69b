const SPACES = '[ \\u00a0\\u2009\\u202f]';
/** Signs that people type one for the other: any blank, any apostrophe. */
const ALIKE: Readonly<Record<string, string>> = { ' ': SPACES, '\u00a0': SPACES, '\u202f': SPACES, "'": "['\\u2019]", '\u2019': "['\\u2019]" }; // prettier-ignore

const literally = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

const patterns = new Map<string, { readonly whole: RegExp; readonly sign: RegExp }>();

const patternOf = (group: string): { readonly whole: RegExp; readonly sign: RegExp } => {
  const sign = ALIKE[group] ?? literally(group);
  // Twos before the last three are Indian: 12,34,567.
  const made = { whole: new RegExp(`^[1-9]\\d{0,2}(?:${sign}\\d{2,3})*${sign}\\d{3}$`), sign: new RegExp(sign, 'g') };
  patterns.set(group, made);
  return made;
};

/**
 * The digits of a whole number without what stands between its thousands, `1.234` as `1234`. Null where that sign stands
 * elsewhere: `12.50` in a file that writes `12,50` is a mistake, and a hundredfold amount would be a worse one.
 */
export const withoutGroups = (whole: string, group: string): string | null => {
  if (group === '' || /^\d*$/.test(whole)) return whole;
  const pattern = patterns.get(group) ?? patternOf(group);
  return pattern.whole.test(whole) ? whole.replaceAll(pattern.sign, '') : null;
};
