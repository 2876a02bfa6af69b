import { placesFor, scaled } from './exact';
import { sortedInSteps } from './sorted-in-steps';
import { atOnce, type Steps } from './steps';

/** The tiers of the value pyramid, best first. `lead` is the metal, 铅. */
export const PYRAMID_TIERS = ['platinum', 'gold', 'iron', 'lead'] as const;
export type PyramidTier = (typeof PYRAMID_TIERS)[number];
/** A tier, or what somebody is who is not ranked: bought before but not in the window; never bought. */
export type PyramidClass = PyramidTier | 'inactive' | 'prospect';

/** One customer as the ranking sees them. */
export interface PyramidMember {
  /** The customer's id: a handle. */
  readonly customer: string;
  /** Value in the window, a decimal text in the reporting currency; may be negative. */
  readonly value: string;
  /** The same in millionths, from who has it at hand, where a number says it exactly: of most nobody needs the text. */
  readonly millionths?: number | undefined;
  /** When they bought for the first time ever (UTC, milliseconds); null = never. */
  readonly firstSaleAt: string | null;
  /** The same moment in milliseconds, from who has it at hand and knows that the text is the usual one of it: numbers compare faster. */
  readonly firstSaleMs?: number | undefined;
  /** Sales in the window; one makes the customer active, whatever the value. */
  readonly sales: number;
}

/** Where a tier ends: rank and value of its last member. The value is absent for a tier without members. */
export interface PyramidCutoff {
  readonly tier: PyramidTier;
  readonly rank: number;
  readonly value?: string;
}

/** Everybody who is active, best first, and where the tiers end. */
export interface Ranking<Member extends PyramidMember> {
  readonly ranked: readonly Member[];
  readonly cutoffs: readonly PyramidCutoff[];
}

/** One of so many customers: the first 1 of 100, 5 of 100, 20 of 100, all. Divisions of whole numbers round exactly. */
const ONE_OF: Readonly<Record<PyramidTier, number>> = { platinum: 100, gold: 20, iron: 5, lead: 1 };

/**
 * Ranks the active customers (at least one sale in the window) by value, highest first; of equal values the earlier first
 * sale goes first, then the lesser handle. With N of them, platinum are the first ceil(0.01 N), platinum and gold the first
 * ceil(0.05 N), with iron the first ceil(0.20 N). Values are compared exactly.
 */
export const rank = <Member extends PyramidMember>(members: readonly Member[]): Ranking<Member> =>
  atOnce(rankInSteps(members));

/** `rank`, in steps. */
export const rankInSteps = function* <Member extends PyramidMember>(
  members: readonly Member[],
): Steps<Ranking<Member>> {
  const active = members.filter(({ sales }) => sales > 0);
  const values = comparable(active);
  const order = yield* sortedInSteps(active.length, (a, b) => {
    const [one, other] = [values[a]!, values[b]!];
    return one === other ? byFirstSale(active[a]!, active[b]!) : one > other ? -1 : 1;
  });
  const ranked = Array.from(order, (nth) => active[nth]!);
  const ends = PYRAMID_TIERS.map((tier) => Math.ceil(ranked.length / ONE_OF[tier]));
  const cutoffs = PYRAMID_TIERS.map((tier, nth): PyramidCutoff => {
    const end = ends[nth]!;
    return end > (ends[nth - 1] ?? 0) ? { tier, rank: end, value: ranked[end - 1]!.value } : { tier, rank: end };
  });
  return { ranked, cutoffs };
};

/** Values as whole numbers of their least digit: plain ones, which compare faster, where all of them are exact. */
const comparable = (members: readonly PyramidMember[]): ArrayLike<number | bigint> =>
  millionthsOf(members) ?? fromTexts(members);

const millionthsOf = (members: readonly PyramidMember[]): Float64Array | undefined => {
  const numbers = new Float64Array(members.length);
  for (let nth = 0; nth < members.length; nth++) {
    const { millionths } = members[nth]!;
    if (millionths === undefined) return undefined;
    numbers[nth] = millionths;
  }
  return numbers;
};

const fromTexts = (members: readonly PyramidMember[]): ArrayLike<number | bigint> => {
  let places = 0;
  for (const { value } of members) places = Math.max(places, placesFor([value]));
  const numbers = new Float64Array(members.length);
  for (let nth = 0; nth < members.length; nth++) {
    const { value } = members[nth]!;
    // Of at most 15 digits every whole number is exact.
    if (value.length + places > 15) return members.map((one) => scaled(one.value, places));
    numbers[nth] = Number(scaled(value, places));
  }
  return numbers;
};

const byFirstSale = (a: PyramidMember, b: PyramidMember): number => {
  if (a.firstSaleMs === undefined || b.firstSaleMs === undefined) {
    const [first, second] = [a.firstSaleAt ?? '', b.firstSaleAt ?? ''];
    if (first !== second) return first < second ? -1 : 1;
  } else if (a.firstSaleMs !== b.firstSaleMs) return a.firstSaleMs - b.firstSaleMs;
  return a.customer < b.customer ? -1 : a.customer > b.customer ? 1 : 0;
};

/** The exact tier of a rank, from 1. */
export const tierOfRank = (position: number, cutoffs: readonly PyramidCutoff[]): PyramidTier =>
  cutoffs.find(({ rank: end }) => position <= end)?.tier ?? 'lead';
