import { dayNumber } from './cadence-pace';
import type { Placed } from './classes';
import type { ClvParams } from './clv-params';
import type { ClvSubject } from './clv-subject';
import { Valuer } from './clv-value';
import { clvReason } from './clv-reason';
import type { LearnedModel } from './learned-model';

/** What is predicted of one customer, and from what. */
export interface ClvFound {
  /** Expected purchase days within the horizon. */
  readonly expected: number;
  /** Expected value of one of them. */
  readonly spend: number;
  readonly alive: number;
  /** Purchase days so far, and days since the last one. */
  readonly purchaseDays: number;
  readonly daysSince: number;
  /** Which step the value is on: another one is told. */
  readonly step: number;
}

export interface ClvPlaced<S extends ClvSubject = ClvSubject> extends Placed {
  readonly subject: S;
  /** Discounted, after margin and cost to serve; a decimal text. */
  readonly value: string;
  readonly rank: number;
  readonly found: ClvFound;
  readonly reason: () => string;
}

export interface ClvOutcome<S extends ClvSubject = ClvSubject> {
  /** By rank, the most valuable first. */
  readonly placed: readonly ClvPlaced<S>[];
  readonly boundaries: readonly { readonly tier: string; readonly rank: number; readonly value?: string }[];
  /** Predicted value of everybody together, a decimal text. */
  readonly total: string;
}

/** Classes by rank of predicted value: the first 1 % (rounded up), with the next 4 %, with the next 15 %, the others. */
export const CLV_CLASSES = [
  ['top', 1],
  ['high', 5],
  ['medium', 20],
  ['low', 100],
] as const;

const rounded = (value: number, places: number): number => Math.round(value * 10 ** places) / 10 ** places;
const stepOf = (value: number, step: number): number => value <= 0.01 ? 0 : Math.floor(Math.log(value * 100) / Math.log(1 + step)); // prettier-ignore

/**
 * Predicted lifetime value at the end of a day (domain.md, 5): expected purchases over the horizon × expected value of one × margin − cost to
 * serve, discounted, from a model of repeat buying and the gamma–gamma model of spend. Customers are classed by their rank; of equal
 * values who bought first, then the handle, goes first. Boundaries are kept, so that one who is erased moves nobody.
 */
export const clv = <S extends ClvSubject>(
  subjects: readonly S[],
  { date, model, params }: { readonly date: string; readonly model: LearnedModel; readonly params: ClvParams },
): ClvOutcome<S> => {
  const close = dayNumber(date);
  const valuer = new Valuer(model, params.horizonDays, params);
  const valued = subjects
    .map((subject) => ({ subject, ...valuer.of(subject, close) }))
    .map((one) => ({ ...one, value: Math.round(one.value * 100) / 100 }))
    .sort((a, b) => b.value - a.value || a.subject.days[0]! - b.subject.days[0]! || (a.subject.customer < b.subject.customer ? -1 : 1)); // prettier-ignore
  const ends = CLV_CLASSES.map(([tier, percent]) => ({ tier, rank: Math.ceil((percent * valued.length) / 100) }));
  const placed = valued.map(({ subject, value, spend, expected, alive }, nth): ClvPlaced<S> => {
    const { customer, days } = subject;
    const tier = ends.find(({ rank }) => nth < rank)!.tier;
    const step = stepOf(value, params.step);
    const found = {
      ...{ expected: rounded(expected, 4), spend: rounded(spend, 2), alive: rounded(alive, 4), step },
      ...{ purchaseDays: days.length, daysSince: close - days.at(-1)! },
    };
    const reason = (): string =>
      clvReason(found, { rank: nth + 1, of: valued.length, horizonDays: params.horizonDays });
    return { subject, customer, tier, mark: String(step), value: value.toFixed(2), rank: nth + 1, found, reason };
  });
  const boundaries = ends.map(({ tier, rank }) => ({
    tier,
    rank,
    ...(rank > 0 && { value: placed[rank - 1]!.value }),
  }));
  return { placed, boundaries, total: valued.reduce((sum, { value }) => sum + value, 0).toFixed(2) };
};
