import { firstAlike } from './first-alike';
import { Layered } from './layered';
import { MadeList } from './made-list';
import { PyramidCount, type PyramidFigures } from './pyramid-figures';
import type { PyramidParams } from './pyramid-params';
import { rankInSteps, tierOfRank, type PyramidClass, type PyramidCutoff, type PyramidMember } from './pyramid-ranking';
import { pyramidReason } from './pyramid-reason';
import { stand, type PyramidStanding } from './pyramid-standing';
import { atOnce, eachInSteps, type Steps } from './steps';

/** A decision: somebody's tier or exact tier is another one than at the close before, or is the first. */
export interface TierAssignment<Member extends PyramidMember = PyramidMember> extends PyramidStanding {
  readonly member: Member;
  /** The tier that held before; absent on the first assignment. */
  readonly previousTier?: PyramidClass;
  /** From 1; absent for those who are not ranked. */
  readonly rank?: number;
  /** Rank divided by population, six places; absent for those who are not ranked. */
  readonly share?: number;
  readonly reason: string;
}

/** A decision: there is no such customer any more, most often because they turned out to be somebody else. */
export interface TierEnding {
  readonly customer: string;
  readonly tier: PyramidClass;
}

export interface PyramidOutcome<Member extends PyramidMember = PyramidMember> {
  /** Only what changed: the ranked in order of rank, then the others by handle. As long as `previous` stays what it is. */
  readonly assigned: MadeList<TierAssignment<Member>>;
  /** By handle. */
  readonly ended: readonly TierEnding[];
  /** How everybody stands now; give it to the next close. */
  readonly standings: ReadonlyMap<string, PyramidStanding>;
  /** N: how many were ranked. */
  readonly population: number;
  readonly cutoffs: readonly PyramidCutoff[];
  readonly figures: PyramidFigures;
}

/**
 * The value pyramid at the end of a day (domain.md, 4.1; customer pyramid of Zeithaml, Rust, Lemon 2001, "The customer
 * pyramid", California Management Review 43(4)). `members` are all customers as of the close, in any order; `previous` is
 * what the close before left (empty at the first).
 *
 * Only changes are decided: a first assignment, another `tier`, another `rankTier`. So the population at any closed day is,
 * for each customer, the last decision up to it; and `below` of a customer whose tier is held is `below` of that decision
 * plus the number of closes since.
 */
export const pyramid = <Member extends PyramidMember>(...given: Given<Member>): PyramidOutcome<Member> =>
  atOnce(pyramidInSteps(...given));

type Given<Member extends PyramidMember> = readonly [
  members: readonly Member[],
  previous: ReadonlyMap<string, PyramidStanding>,
  how: { readonly date: string } & Pick<PyramidParams, 'dampingCloses'>,
];

/** `pyramid`, in steps. */
export const pyramidInSteps = function* <Member extends PyramidMember>(
  ...[members, previous, { date, dampingCloses }]: Given<Member>
): Steps<PyramidOutcome<Member>> {
  const { ranked, cutoffs } = yield* rankInSteps(members);
  const changed = new Map<string, PyramidStanding>();
  const count = new PyramidCount();
  let stayed = 0;
  const told: Member[] = [];
  const places: number[] = [];
  const alike = firstAlike<PyramidStanding>(
    ({ tier, rankTier, below, since }) => `${tier} ${rankTier} ${below} ${since}`,
  );
  const decide = (member: Member, rankTier: PyramidClass, position = 0): void => {
    const before = previous.get(member.customer);
    const standing = stand(before, rankTier, date, dampingCloses);
    count.add(standing);
    if (before) stayed++;
    if (standing !== before) changed.set(member.customer, alike(standing));
    if (before?.tier === standing.tier && before.rankTier === rankTier) return;
    told.push(member);
    places.push(position);
  };
  let position = 0;
  yield* eachInSteps(ranked, (member) => {
    position++;
    count.worth(member);
    decide(member, tierOfRank(position, cutoffs), position);
  });
  yield* eachInSteps(unranked(members), (member) =>
    decide(member, member.firstSaleAt === null ? 'prospect' : 'inactive'),
  );
  const ended: TierEnding[] = [];
  if (stayed < previous.size) {
    const known = new Set(members.map(({ customer }) => customer));
    for (const [customer, { tier }] of previous) if (!known.has(customer)) ended.push({ customer, tier });
    ended.sort((a, b) => (a.customer < b.customer ? -1 : 1));
  }
  const population = ranked.length;
  const assigned = new MadeList(told.length, (nth): TierAssignment<Member> => {
    const member = told[nth]!;
    const position = places[nth]! > 0 ? places[nth] : undefined;
    const before = previous.get(member.customer);
    const standing = changed.get(member.customer)!;
    const { tier, rankTier, below, since } = standing;
    const reason = pyramidReason(standing, { position, population, cutoffs, dampingCloses });
    return {
      ...{ member, tier, rankTier, below, since, reason },
      ...(before && { previousTier: before.tier }),
      ...(position !== undefined && { rank: position, share: Math.round((position / population) * 1e6) / 1e6 }),
    };
  });
  const figures = { ...count.figures(), assigned: assigned.length, ended: ended.length };
  const standings = new Layered(previous, changed, new Set(ended.map(({ customer }) => customer)));
  return { assigned, ended, standings, population, cutoffs, figures };
};

const unranked = <Member extends PyramidMember>(members: readonly Member[]): readonly Member[] =>
  members.filter(({ sales }) => sales <= 0).sort((a, b) => (a.customer < b.customer ? -1 : 1));
