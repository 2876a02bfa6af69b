import { isDecimal } from '@rapport/events';

/** Figures that are counted; whole numbers. Days are since the sale, at the close; nobody has them who never bought. */
export const SEGMENT_COUNTS = [
  ...(['orders', 'purchaseDays', 'daysSinceSale', 'daysSinceFirstSale'] as const),
  ...(['contacts', 'interests', 'companySize'] as const),
] as const;
/** Figures that are words, several or none of each: of sales, of what somebody asked about or prefers, and stated traits. */
export const SEGMENT_WORDS = [
  ...(['categories', 'channels', 'topics', 'preferences'] as const),
  ...(['industry', 'occupation', 'jobTitle', 'country', 'region', 'language', 'origin'] as const),
] as const;

export type SegmentCount = (typeof SEGMENT_COUNTS)[number];
export type SegmentWord = (typeof SEGMENT_WORDS)[number];
export type SegmentFigure = 'value' | SegmentCount | SegmentWord;

/** Asks one figure: `atLeast` is included, `below` is not. Values are decimal texts, counts whole numbers. */
export type SegmentTest =
  | { readonly figure: 'value'; readonly atLeast?: string; readonly below?: string }
  | { readonly figure: SegmentCount; readonly atLeast?: number; readonly below?: number }
  | { readonly figure: SegmentWord; readonly anyOf: readonly string[] };

/** Who is in a segment: a closed language, without loops, clocks or texts that are run. */
export type SegmentCondition =
  | { readonly all: readonly SegmentCondition[] }
  | { readonly any: readonly SegmentCondition[] }
  | { readonly not: SegmentCondition }
  | SegmentTest;

const DEPTH_MAX = 8;
const CONDITIONS_MAX = 100;
const WORDS_MAX = 100;
const WORD_LENGTH_MAX = 200;

const isOneOf = (names: readonly string[], name: unknown): boolean => names.includes(name as string);
const isCount = (value: unknown): boolean =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 1_000_000_000;

const limitFaults = (at: string, test: Readonly<Record<string, unknown>>, isValue: boolean): readonly string[] => {
  const { figure, ...limits } = test;
  const what = isValue ? 'a decimal text like "500.00"' : 'a whole number from 0';
  const isGood = (limit: unknown): boolean => (isValue ? typeof limit === 'string' && isDecimal(limit) : isCount(limit)); // prettier-ignore
  const names = Object.keys(limits);
  if (names.length === 0 || !names.every((name) => name === 'atLeast' || name === 'below'))
    return [`${at}: ${String(figure)} needs atLeast, below or both, and nothing else`];
  return names.filter((name) => !isGood(limits[name])).map((name) => `${at}: ${name} must be ${what}`);
};

const wordFaults = (at: string, { figure, ...test }: Readonly<Record<string, unknown>>): readonly string[] => {
  const { anyOf } = test;
  const isGood =
    Object.keys(test).length === 1 &&
    Array.isArray(anyOf) &&
    anyOf.length > 0 &&
    anyOf.length <= WORDS_MAX &&
    anyOf.every((word) => typeof word === 'string' && word !== '' && word.length <= WORD_LENGTH_MAX);
  return isGood ? [] : [`${at}: ${String(figure)} needs anyOf, a list of 1 to ${WORDS_MAX} texts, and nothing else`];
};

const testFaults = (at: string, test: Readonly<Record<string, unknown>>): readonly string[] => {
  const { figure } = test;
  if (figure === 'value' || isOneOf(SEGMENT_COUNTS, figure)) return limitFaults(at, test, figure === 'value');
  if (isOneOf(SEGMENT_WORDS, figure)) return wordFaults(at, test);
  return [`${at}: figure must be one of value, ${[...SEGMENT_COUNTS, ...SEGMENT_WORDS].join(', ')}`];
};

/** Everything that is wrong with a condition that somebody wrote, each with the place where it is. */
export const segmentConditionFaults = (given: unknown, at = 'when'): readonly string[] => {
  let count = 0;
  const look = (one: unknown, place: string, depth: number): readonly string[] => {
    if (++count === CONDITIONS_MAX + 1) return [`${at} must have ${CONDITIONS_MAX} conditions at most`];
    if (count > CONDITIONS_MAX) return [];
    if (depth > DEPTH_MAX) return [`${place} lies deeper than ${DEPTH_MAX}`];
    if (typeof one !== 'object' || one === null || Array.isArray(one))
      return [`${place} must be {all: […]}, {any: […]}, {not: …} or {figure: …}`];
    const condition = one as Readonly<Record<string, unknown>>;
    if (Object.hasOwn(condition, 'figure')) return testFaults(place, condition);
    const [name = '', ...others] = Object.keys(condition);
    if (others.length > 0 || !isOneOf(['all', 'any', 'not'], name))
      return [`${place} must be {all: […]}, {any: […]}, {not: …} or {figure: …}`];
    const inner = condition[name];
    if (name === 'not') return look(inner, `${place}.not`, depth + 1);
    if (!Array.isArray(inner) || inner.length === 0) return [`${place}.${name} must be a list of conditions`];
    return inner.flatMap((part, nth) => look(part, `${place}.${name}[${nth}]`, depth + 1));
  };
  return look(given, at, 1);
};
