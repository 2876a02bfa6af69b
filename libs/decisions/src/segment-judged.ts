import { compareDecimal } from '@rapport/events';
import type { SegmentCondition, SegmentCount, SegmentFigure, SegmentTest, SegmentWord } from './segment-conditions';

/** What a rule knows of one customer at a close. What is absent is not known, and fulfils no test. */
export type SegmentFigures = { readonly value: string } & { readonly [Name in SegmentCount]?: number } & {
  readonly [Name in SegmentWord]?: readonly string[];
};

/** A test, and whether it held. */
export interface SegmentTested {
  readonly test: SegmentTest;
  readonly holds: boolean;
}

/** Whether a condition holds, and by which tests: whatever other figures were, it would be the same. */
export interface SegmentJudged {
  readonly holds: boolean;
  readonly because: readonly SegmentTested[];
}

/** Most words of a figure that are written down. */
const WORDS_TOLD = 20;

const testHolds = (test: SegmentTest, figures: SegmentFigures): boolean => {
  if ('anyOf' in test) return (figures[test.figure] ?? []).some((word) => test.anyOf.includes(word));
  if (test.figure === 'value') {
    const { atLeast, below } = test;
    const { value } = figures;
    return (
      (atLeast === undefined || compareDecimal(value, atLeast) >= 0) &&
      (below === undefined || compareDecimal(value, below) < 0)
    );
  }
  const count = figures[test.figure];
  return count !== undefined && count >= (test.atLeast ?? 0) && count < (test.below ?? Infinity);
};

/** `all` is decided by those of its parts that fail, if there are any; `any` by those that hold. */
const together = (parts: readonly SegmentJudged[], decisive: boolean): SegmentJudged => {
  const deciding = parts.filter(({ holds }) => holds === decisive);
  const because = (deciding.length > 0 ? deciding : parts).flatMap((part) => part.because);
  return { holds: deciding.length > 0 ? decisive : !decisive, because };
};

/** Holds a condition against somebody's figures. Pure, and total over every condition that can be published. */
export const judgeSegment = (condition: SegmentCondition, figures: SegmentFigures): SegmentJudged => {
  if ('all' in condition) return together(condition.all.map((part) => judgeSegment(part, figures)), false); // prettier-ignore
  if ('any' in condition) return together(condition.any.map((part) => judgeSegment(part, figures)), true); // prettier-ignore
  if ('not' in condition) {
    const { holds, because } = judgeSegment(condition.not, figures);
    return { holds: !holds, because };
  }
  const holds = testHolds(condition, figures);
  return { holds, because: [{ test: condition, holds }] };
};

const told = ({ test, holds }: SegmentTested, figures: SegmentFigures): string | number | readonly string[] | null => {
  if (!('anyOf' in test)) return figures[test.figure] ?? null;
  const words = figures[test.figure] ?? [];
  return (holds ? words.filter((word) => test.anyOf.includes(word)) : words).slice(0, WORDS_TOLD);
};

/** The figures that decided, by name; null = not known. Of words those that matched, or all when none did; 20 at most. */
export const segmentFound = (
  { because }: SegmentJudged,
  figures: SegmentFigures,
): Readonly<Partial<Record<SegmentFigure, string | number | readonly string[] | null>>> => {
  const found: Partial<Record<SegmentFigure, string | number | readonly string[] | null>> = {};
  for (const tested of because) {
    const { figure } = tested.test;
    const now = told(tested, figures);
    const before = found[figure];
    found[figure] =
      Array.isArray(before) && Array.isArray(now) ? [...new Set([...before, ...now])].slice(0, WORDS_TOLD) : now;
  }
  return found;
};

const limits = (test: SegmentTest): string => {
  if ('anyOf' in test) return `any of ${test.anyOf.slice(0, WORDS_TOLD).join(', ')}`;
  const { atLeast, below } = test;
  return [...(atLeast === undefined ? [] : [`at least ${atLeast}`]), ...(below === undefined ? [] : [`below ${below}`])].join(' and '); // prettier-ignore
};

/** Why somebody is in a segment or is not, in words. */
export const segmentReason = ({ because }: SegmentJudged, figures: SegmentFigures): string =>
  because
    .map((tested) => {
      const is = told(tested, figures);
      const words = is === null || (Array.isArray(is) && is.length === 0) ? 'not known' : String(is).replaceAll(',', ', '); // prettier-ignore
      return `${tested.test.figure} ${words} (${tested.holds ? '' : 'not '}${limits(tested.test)})`;
    })
    .join('; ')
    .slice(0, 1_000);
