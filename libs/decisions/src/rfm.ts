import {
  quintileCutsOf,
  rfmCode,
  rfmScore,
  rfmSegment,
  type RfmCuts,
  type RfmFigures,
  type RfmScore,
} from '@rapport/models';
import { dayNumber } from './cadence-pace';
import type { Placed } from './classes';
import { lazily } from './lazily';
import type { RfmParams } from './rfm-params';
import { rfmReason, type RfmFound } from './rfm-reason';
export type { RfmFound } from './rfm-reason';

/** One customer as the scoring sees them. */
export interface RfmMember {
  /** The customer's id: a handle. */
  readonly customer: string;
  /** Orders in the window. */
  readonly orders: number;
  /** Local day of the last sale in the window, a day number; null = none, which makes the customer inactive. */
  readonly lastDay: number | null;
  /** Value in the window, a decimal text in the reporting currency; may be negative. */
  readonly value: string;
  /** The same in millionths, from who has it at hand, where a number says it exactly. */
  readonly millionths?: number | undefined;
  /** When they bought for the first time ever; null = never. */
  readonly firstSaleAt: string | null;
}

export interface RfmPlaced<Member extends RfmMember = RfmMember> extends Placed {
  readonly member: Member;
  /** Absent for those who are not scored. */
  readonly found?: RfmFound;
  /** Why, in words; made only where somebody is told. */
  readonly reason: () => string;
}

export interface RfmOutcome<Member extends RfmMember = RfmMember> {
  /** Everybody who was given, the scored ones first; each is made when it is asked for. */
  readonly placed: Iterable<RfmPlaced<Member>>;
  /** How many were scored. */
  readonly population: number;
  /** Null when nobody was. */
  readonly cuts: RfmCuts | null;
}

/** The segment of a score that no range of the table holds. */
export const RFM_OTHERS = 'Others';

/**
 * RFM at the end of a day (domain.md, 4.3; Hughes, "Strategic Database Marketing", 1994): recency in days since the last
 * sale, frequency = orders, monetary = value, all in the window, each scored 1 to 5 by the quintiles of all who bought in
 * it, 5 the best; the table names the segment. Who did not buy in the window is `inactive`, whose purchases were all
 * called off a `prospect`. The score is the mark: another score is a decision also when the segment stays.
 */
export const rfm = <Member extends RfmMember>(
  members: readonly Member[],
  { date, binning, segments }: { readonly date: string } & Pick<RfmParams, 'binning' | 'segments'>,
): RfmOutcome<Member> => {
  const close = dayNumber(date);
  const active = members.filter(({ lastDay }) => lastDay !== null);
  const cuts = active.length > 0 ? quintileCutsOf(active.length, measuresOf(active, close), binning) : null;
  const classes = new Map<string, RfmClass>();
  const classOf = (member: Member): RfmClass => {
    const score = rfmScore(figuresOf(member, close), cuts!);
    const code = rfmCode(score);
    const known = classes.get(code);
    if (known) return known;
    const found = { score, code, tier: rfmSegment(score, segments) ?? RFM_OTHERS };
    classes.set(code, found);
    return found;
  };
  const placed = lazily(function* () {
    for (const member of active) yield new Scored(member, classOf(member), close, cuts!);
    for (const member of members) yield* unscored(member);
  });
  return { placed, population: active.length, cuts };
};

/** One of the 125 scores that there are, and the segment of those who have it. */
interface RfmClass {
  readonly score: RfmScore;
  readonly code: string;
  readonly tier: string;
}

/** The number nearest to the value: also a quotient of whole numbers is that. */
const monetaryOf = (member: RfmMember): number =>
  member.millionths === undefined ? Number(member.value) : member.millionths / 1e6;

const figuresOf = (member: RfmMember, close: number): RfmFigures => ({
  recencyDays: close - member.lastDay!,
  frequency: member.orders,
  monetary: monetaryOf(member),
});

const measuresOf = (active: readonly RfmMember[], close: number): Readonly<Record<keyof RfmFigures, (nth: number) => number>> => ({
  recencyDays: (nth) => close - active[nth]!.lastDay!,
  frequency: (nth) => active[nth]!.orders,
  monetary: (nth) => monetaryOf(active[nth]!),
}); // prettier-ignore

/** Somebody with a score; what is told of it is made when somebody is told. */
class Scored<Member extends RfmMember> implements RfmPlaced<Member> {
  constructor(
    readonly member: Member,
    private readonly its: RfmClass,
    private readonly close: number,
    private readonly cuts: RfmCuts,
  ) {}

  get customer() {
    return this.member.customer;
  }
  get tier() {
    return this.its.tier;
  }
  get mark() {
    return this.its.code;
  }
  get found(): RfmFound {
    const { recencyDays } = figuresOf(this.member, this.close);
    return { ...this.its.score, score: this.its.code, recencyDays, orders: this.member.orders, cuts: this.cuts };
  }
  get reason() {
    return (): string => rfmReason(this.found, this.member.value);
  }
}

const unscored = <Member extends RfmMember>(member: Member): readonly RfmPlaced<Member>[] => {
  const { customer, lastDay, firstSaleAt } = member;
  if (lastDay !== null) return [];
  return firstSaleAt === null
    ? [{ member, customer, tier: 'prospect', mark: '', reason: () => 'never bought' }]
    : [{ member, customer, tier: 'inactive', mark: '', reason: () => 'bought before, but nothing in the window' }];
};
